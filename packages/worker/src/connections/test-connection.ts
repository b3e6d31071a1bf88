import { hiddenTexts, type ResolvedConnection } from '@aiflow/sdk/internal/connections'
import { FormIndex } from '../masking/form-index.ts'
import { maskText } from '../masking/masker.ts'
import type { ConnectionProbe, TestResult } from './connection-probe.ts'
import { testHttp } from './http-test.ts'
import { testPostgres } from './postgres-test.ts'
import { testS3 } from './s3-test.ts'

const PROBES: Readonly<Record<string, ConnectionProbe>> = { http: testHttp, postgres: testPostgres, s3: testS3 }

/** Tests a connection of any type. What it says does not contain the value of a secret. */
export async function testConnection(connection: ResolvedConnection, signal: AbortSignal): Promise<TestResult> {
  const { type, values } = connection
  const probe = Object.hasOwn(PROBES, type) ? PROBES[type] : undefined
  if (probe === undefined)
    return { ok: false, message: `This version of the worker cannot test connections of the type "${type}".` }
  const { ok, message } = await probe(values, signal)
  return { ok, message: maskText(new FormIndex(hiddenTexts(connection)), message) }
}
