import { hiddenTexts, type ResolvedConnection } from '@aiflow/sdk/internal/connections'
import { FormIndex } from '../masking/form-index.ts'
import { maskText } from '../masking/masker.ts'
import type { ConnectionProbe, TestResult } from './connection-probe.ts'
import { testHttp } from './http-test.ts'
import { testPostgres } from './postgres-test.ts'
import { testS3 } from './s3-test.ts'

const MAX_MESSAGE_CHARACTERS = 1000
/** Control characters, also those that change the direction of a text. */
const UNSEEN = /[\p{Cc}\p{Cf}\u2028\u2029]+/gu

const PROBES: Readonly<Record<string, ConnectionProbe>> = { http: testHttp, postgres: testPostgres, s3: testS3 }

/** Tests a connection of any type. What it says does not contain the value of a secret. */
export async function testConnection(connection: ResolvedConnection, signal: AbortSignal): Promise<TestResult> {
  const { type, values } = connection
  const probe = Object.hasOwn(PROBES, type) ? PROBES[type] : undefined
  if (probe === undefined)
    return { ok: false, message: `This version of the worker cannot test connections of the type "${type}".` }
  const { ok, message } = await probe(values, signal)
  return { ok, message: oneLine(maskText(new FormIndex(hiddenTexts(connection)), message)) }
}

/** A service chooses a part of the text, which goes to terminals. */
function oneLine(text: string): string {
  const line = text.replaceAll(UNSEEN, ' ').trim()
  return line.length > MAX_MESSAGE_CHARACTERS ? `${line.slice(0, MAX_MESSAGE_CHARACTERS).toWellFormed()}…` : line
}
