import type * as z from 'zod'
import { AIFlowError, isAIFlowError } from '../../errors/aiflow-error.ts'
import { newIdempotencyKey } from '../../model/text/idempotency-key.ts'
import { wait } from '../../model/time/timers.ts'
import { type ControlStatus, controlStatusSchema } from '../../wire/http/control.ts'
import { acceptedSchema } from '../../wire/http/executions.ts'
import { issueText } from '../../wire/issue-text.ts'
import { pathOf } from './path.ts'
import { errorOfAnswer, errorOfNetwork, isUnreadable, valueOfResult, wasNotSent } from './problems.ts'
import { askedDelay, delayBefore, type RetryPolicy } from './retry.ts'
import { answerOf, isSilence } from './silence.ts'
import { type Call, nameOf, type WrittenCall, written } from './written-call.ts'

const ASK_FOR_RESULT_MS = 200
const BYTES = 'application/octet-stream'

export type Source<T> = T | (() => T | Promise<T>)

export interface TransportOptions {
  /** A function is called for every attempt, because a server may return at another address. */
  readonly url: Source<string>
  readonly token: Source<string | null>
  readonly fetch: typeof globalThis.fetch
  readonly retry: RetryPolicy
  /** How long to wait for the result of a request that the server has stored. */
  readonly resultWaitMs: number
}

/** Sends calls to the server: adds URL and token, repeats calls that are safe to repeat, and turns problems into errors. */
export class Transport {
  readonly #options: TransportOptions

  constructor(options: TransportOptions) {
    this.#options = options
  }

  get retry(): RetryPolicy {
    return this.#options.retry
  }

  /** Calls, waits for the result if the server answers 202, and parses the answer. */
  async request<T>(schema: z.ZodType<T>, asked: Call): Promise<T> {
    const call = written(asked.once === true ? withKey(asked) : asked)
    const { status, text } = await this.#repeat(call, () => this.#exchange(call))
    if (status === 202) return parse(schema, await this.#awaitControl(text, call), call)
    return parse(schema, text === '' ? null : parseJson(text, call), call)
  }

  /** The result of a request that the server has stored at an offset. */
  resultOf(offset: number, signal: AbortSignal | undefined): Promise<ControlStatus> {
    return this.request(controlStatusSchema, { method: 'GET', path: pathOf('control', offset), signal })
  }

  /** Calls and returns the answer with its body unread. */
  async open(asked: Call): Promise<Response> {
    const call = written(asked)
    return this.#repeat(call, () => this.#send(call))
  }

  async #repeat<T>(call: Call, attempt: () => Promise<T | Failure>): Promise<T> {
    for (let number = 1; ; number += 1) {
      const outcome = await attempt()
      if (!(outcome instanceof Failure)) return outcome
      if (!outcome.mayRepeat || number >= this.#options.retry.attempts) throw outcome.error
      await wait(Math.max(outcome.askedDelayMs, delayBefore(number - 1, this.#options.retry)), { signal: call.signal })
    }
  }

  async #exchange(call: WrittenCall): Promise<{ status: number; text: string } | Failure> {
    const response = await this.#send(call)
    if (response instanceof Failure) return response
    try {
      return { status: response.status, text: await response.text() }
    } catch (cause) {
      if (call.signal?.aborted) throw call.signal.reason
      return new Failure(errorOfNetwork(response.url, cause), isRepeatable(call))
    }
  }

  async #send(call: WrittenCall): Promise<Response | Failure> {
    const url = await this.#resolveUrl()
    if (url instanceof Failure) return url
    let response: Response
    let text: string
    try {
      response = await this.#fetch(url, call)
      if (response.ok) return response
      text = await response.text()
    } catch (cause) {
      if (call.signal?.aborted) throw call.signal.reason
      if (isUnreadable(cause)) throw unreadable(call, cause)
      if (isWrongSetting(cause)) throw isAIFlowError(cause) ? cause : wrongUrl(url, cause)
      if (isSilence(cause)) return new Failure(cause, isRepeatable(call) && this.#waitsForEver)
      return new Failure(errorOfNetwork(url, cause), isRepeatable(call) || wasNotSent(cause))
    }
    const busy = response.status === 503
    return new Failure(
      errorOfAnswer(nameOf(call), response.status, text),
      response.status === 429 || (isRepeatable(call) && busy),
      askedDelay(response.headers.get('retry-after')),
    )
  }

  /** The source of the URL may know no server at the moment. Then nothing was sent. */
  async #resolveUrl(): Promise<string | Failure> {
    try {
      return await resolveSource(this.#options.url)
    } catch (error) {
      if (isAIFlowError(error) && error.code === 'SERVER_UNAVAILABLE') return new Failure(error, true)
      throw error
    }
  }

  /** Whether a silent server is asked again: only by callers that wait without limit. */
  get #waitsForEver(): boolean {
    return this.#options.retry.attempts === Number.POSITIVE_INFINITY
  }

  async #fetch(url: string, call: WrittenCall): Promise<Response> {
    const token = await resolveSource(this.#options.token)
    const headers: Record<string, string> = { ...call.headers }
    if (token !== null) headers.authorization = `Bearer ${checkToken(token)}`
    const body = call.bytes ?? call.content
    if (body !== undefined) headers['content-type'] = call.bytes === undefined ? 'application/json' : BYTES
    const { fetch } = this.#options
    const send = (signal: AbortSignal) =>
      fetch(address(url, call), { method: call.method, headers, ...(body === undefined ? {} : { body }), signal })
    return answerOf(send, { url, fetch, signal: call.signal })
  }

  async #awaitControl(text: string, call: Call): Promise<unknown> {
    const { offset } = parse(acceptedSchema, parseJson(text, call), call)
    const limit = performance.now() + this.#options.resultWaitMs
    while (performance.now() < limit) {
      const found = valueOfResult((await this.resultOf(offset, call.signal)).result)
      if (found !== null) return found.value
      await wait(ASK_FOR_RESULT_MS, { signal: call.signal })
    }
    throw resultTimeout(call, offset)
  }
}

class Failure {
  readonly error: AIFlowError
  readonly mayRepeat: boolean
  /** The delay that the server asks for before the next attempt. */
  readonly askedDelayMs: number

  constructor(error: AIFlowError, mayRepeat: boolean, askedDelayMs = 0) {
    this.error = error
    this.mayRepeat = mayRepeat
    this.askedDelayMs = askedDelayMs
  }
}

function resultTimeout(call: Call, offset: number): AIFlowError {
  const message = `"${nameOf(call)}" is stored at offset ${offset} but not carried out yet. Ask for its result later, with "server.result(${offset})" of the client.`
  return new AIFlowError('TIMEOUT', message, { details: { offset } })
}

/** Sending again would not help: the Blob of a file that was changed stays unreadable. */
function unreadable(call: Call, cause: unknown): AIFlowError {
  const message = `The content of "${nameOf(call)}" could not be read: it is not a regular file, is gone, or was changed meanwhile. Send a copy that does not change.`
  return new AIFlowError('INVALID_ARGUMENT', message, { cause })
}

/** Whether the URL or the token is not valid, so that no request can be made. */
function isWrongSetting(cause: unknown): boolean {
  if (isAIFlowError(cause)) return cause.code === 'INVALID_ARGUMENT'
  const inner = cause instanceof Error ? cause.cause : undefined
  return inner instanceof Error && 'code' in inner && inner.code === 'ERR_INVALID_URL'
}

function wrongUrl(url: string, cause: unknown): AIFlowError {
  const message = `"${url}" is not the URL of a server. Give one like "http://localhost:8000".`
  return new AIFlowError('INVALID_ARGUMENT', message, { cause })
}

/** The message never contains the token. */
function checkToken(token: string): string {
  if (/^[\x21-\x7e]+$/.test(token)) return token
  throw new AIFlowError(
    'INVALID_ARGUMENT',
    'The token is empty, or has spaces, line breaks or other characters that no token has. Give it as it was printed.',
  )
}

function withKey(call: Call): Call {
  return { ...call, repeatable: true, headers: { ...call.headers, 'idempotency-key': newIdempotencyKey() } }
}

function isRepeatable(call: Call): boolean {
  return call.repeatable ?? (call.method === 'GET' || call.method === 'PUT')
}

async function resolveSource<T extends string | null>(source: Source<T>): Promise<T> {
  return typeof source === 'function' ? source() : source
}

function address(base: string, { path, search }: WrittenCall): string {
  return `${base.replace(/\/+$/, '')}${path}${search === '' ? '' : `?${search}`}`
}

function parseJson(text: string, call: Call): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new AIFlowError(
      'PROTOCOL_MISMATCH',
      `"${nameOf(call)}" was answered with something that is not JSON. Check the URL.`,
      { cause },
    )
  }
}

function parse<T>(schema: z.ZodType<T>, value: unknown, call: Call): T {
  const parsed = schema.safeParse(value, { error: issueText })
  if (parsed.success) return parsed.data
  const issue = parsed.error.issues[0]
  const where = issue === undefined ? '' : ` (${issue.path.join('.')}: ${issue.message})`
  const message = `"${nameOf(call)}" was answered in a form that this client does not know${where}. Use the same version of AIFlow on both sides.`
  throw new AIFlowError('PROTOCOL_MISMATCH', message, { cause: parsed.error })
}
