import type { ConnectionTest } from '@aiflow/sdk/client'
import { Alert } from '@mantine/core'
import type { UseMutationResult } from '@tanstack/react-query'
import { messageOf } from '../../../data/errors.ts'

/** What the test of a connection found, or why there was none. */
export function TestResult({ test }: { readonly test: UseMutationResult<ConnectionTest, Error, void> }) {
  if (test.error !== null) return <Alert color="red">{messageOf(test.error)}</Alert>
  if (test.data === undefined) return null
  const { ok, message, durationMs, workerId } = test.data
  return (
    <Alert color={ok ? 'green' : 'red'} role={ok ? 'status' : 'alert'} title={ok ? 'It works' : 'It fails'}>
      {message} {`(${durationMs} ms, from ${workerId})`}
    </Alert>
  )
}
