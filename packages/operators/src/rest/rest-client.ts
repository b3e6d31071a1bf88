import type { Json } from '@aiflow/sdk'
import { abortedAfter } from '@aiflow/sdk/internal/time'

const DEFAULT_TIMEOUT_MS = 60_000
const MAX_ANSWER_BYTES = 16 * 1024 * 1024
/** A proxy answers so for a server that is away, and a cluster that has no leader at the moment. */
const AWAY: readonly number[] = [502, 503, 504]

/** Nobody answered, so it is not known whether the request had an effect. */
export class UnreachableError extends Error {}

/** The server answered with an error. */
export class RefusalError extends Error {
  readonly status: number
  /** The answer, as it came. */
  readonly answer: string

  constructor(message: string, status: number, answer: string) {
    super(message)
    this.status = status
    this.answer = answer
  }
}

export interface RestClientOptions {
  /** An `http` or `https` address. */
  readonly address: string
  readonly headers?: Readonly<Record<string, string>>
  /** The part of an answer with an error that says what is wrong; null if it has none. */
  readonly reasonOf: (answer: unknown) => string | null
}

export interface RestRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  readonly body?: Json | FormData
  readonly signal?: AbortSignal
  readonly timeoutMs?: number
}

/** Asks an HTTP interface for JSON. */
export class RestClient {
  readonly address: string
  readonly #options: RestClientOptions

  constructor(options: RestClientOptions) {
    this.address = options.address.replace(/\/+$/, '')
    this.#options = options
  }

  /** Throws an `UnreachableError` or a `RefusalError`. */
  async ask(path: string, request: RestRequest = {}): Promise<unknown> {
    const { method = 'GET', signal } = request
    signal?.throwIfAborted()
    const { status, text } = await this.#send(path, request).catch((cause: unknown) => {
      if (signal?.aborted) throw signal.reason
      throw new UnreachableError(`${this.address} cannot be reached: ${reasonOf(cause)}`, { cause })
    })
    if (AWAY.includes(status)) throw new UnreachableError(`${this.address} is not available: it answered ${status}.`)
    const answer = parsed(text)
    if (status >= 200 && status < 300 && answer !== undefined) return answer
    const reason = this.#options.reasonOf(answer) ?? excerptOf(text)
    throw new RefusalError(`${method} ${path} was answered with ${status} by ${this.address}: ${reason}`, status, text)
  }

  async #send(path: string, request: RestRequest): Promise<{ status: number; text: string }> {
    const { method = 'GET', body, signal, timeoutMs = DEFAULT_TIMEOUT_MS } = request
    const limit = abortedAfter(timeoutMs)
    const isJson = body !== undefined && !(body instanceof FormData)
    const headers = { ...(isJson ? { 'content-type': 'application/json' } : {}), ...this.#options.headers }
    const response = await fetch(`${this.address}${path}`, {
      method,
      headers,
      signal: signal === undefined ? limit : AbortSignal.any([signal, limit]),
      ...(body === undefined ? {} : { body: isJson ? JSON.stringify(body) : (body as FormData) }),
    })
    return { status: response.status, text: await textOf(response) }
  }
}

async function textOf(response: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of response.body ?? []) {
    chunks.push(chunk)
    bytes += chunk.length
    if (bytes > MAX_ANSWER_BYTES) throw new Error(`the answer is larger than ${MAX_ANSWER_BYTES} bytes`)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** Undefined if it is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function excerptOf(text: string): string {
  const line = text.replaceAll(/\s+/g, ' ').trim()
  return line === '' ? 'without a reason' : line.slice(0, 300)
}

/** Errors of `fetch` say little themselves. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'it did not answer in time'
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  return cause.message === '' && 'code' in cause ? String(cause.code) : cause.message
}
