import { readFileSync } from 'node:fs'
import { endInTime } from '../loading/end-in-time.ts'
import { sendAnswer } from '../loading/send-answer.ts'
import { thrownError } from '../loading/thrown-error.ts'
import { COMPILED_NAME, CONFIG_LIMIT_MS, type ConfigAnswer } from './config-protocol.ts'
import { wrongForm } from './wrong-form.ts'

const SCHEME = 'data:text/javascript;base64,'
const STDIN = 0
const MAX_CHARACTERS = 10_000_000

/** Runs the compiled configuration on stdin, answers with what it exports, and exits. */
export async function runConfigChild(): Promise<never> {
  endInTime(CONFIG_LIMIT_MS)
  // From memory, so that nothing is written into the project.
  const url = `${SCHEME}${Buffer.from(readFileSync(STDIN)).toString('base64')}`
  // Also for what it throws in a timer, or in a promise that nobody awaits.
  process.once('uncaughtException', (error) => sendAnswer<ConfigAnswer>(failureOf(error, url)))
  // Nothing is left that could let the import end.
  process.once('beforeExit', () => sendAnswer<ConfigAnswer>({ type: 'unsettled' }))
  try {
    const { config } = await import(url)
    return sendAnswer<ConfigAnswer>('default' in config ? contentOf(config.default) : { type: 'no-default' })
  } catch (error) {
    return sendAnswer<ConfigAnswer>(failureOf(error, url))
  }
}

function contentOf(exported: unknown): ConfigAnswer {
  const form = wrongForm(exported)
  if (form !== null) return { type: 'wrong', form }
  // What is no data stays wrong, so that the check of the schema names its place.
  const text = JSON.stringify(exported, (_key, value) =>
    ['function', 'symbol', 'bigint'].includes(typeof value) ? null : value,
  )
  if (text.length > MAX_CHARACTERS)
    return { type: 'wrong', form: `exports more than ${MAX_CHARACTERS} characters of JSON.` }
  return { type: 'config', content: JSON.parse(text) }
}

function failureOf(error: unknown, url: string): ConfigAnswer {
  const { name, message, frames } = thrownError(error)
  return { type: 'error', name, message, frames: frames.map((frame) => frame.replace(url, COMPILED_NAME)) }
}
