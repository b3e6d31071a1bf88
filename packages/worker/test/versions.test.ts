import { WORKER_PROTOCOL } from '@aiflow/sdk/internal'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bashSpec } from './support/specs.ts'
import { Stage } from './support/stage.ts'

let stage: Stage

beforeEach(async () => {
  stage = await Stage.create()
})

afterEach(() => stage.end())

test('a worker speaks the version of an older server, and its own again with the next server', async () => {
  stage.far.protocol = 1
  await stage.worker()
  expect(await stage.far.message('hello', ({ protocol }) => protocol === 1)).toBeDefined()
  const spec = bashSpec('true')
  stage.far.start1(spec)
  expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('success')
  stage.far.protocol = WORKER_PROTOCOL
  stage.far.received.length = 0
  stage.far.disconnect()
  expect(await stage.far.message('hello')).toMatchObject({ protocol: WORKER_PROTOCOL })
})
