import {
  AIFlowOperator,
  type Json,
  NonRetryableError,
  type Operator,
  type ParametersSchema,
  type TaskContext,
} from '@aiflow/sdk'
import { checkOneOf, invalidWorkflow, type Upstream } from '@aiflow/sdk/internal/authoring'
import { quoted } from '@aiflow/sdk/internal/text'
import { abortedAfter, msOf } from '@aiflow/sdk/internal/time'
import {
  checkNumber,
  checkOperator,
  checkResult,
  checkText,
  type OwnOptionNames,
  type Unchecked,
} from '../options/check-operator.ts'
import { type ContextOf, type ContextOptions, type Given, givenBy } from '../options/context-options.ts'
import { type OwnConnection, ownConnection, withOwnConnection } from '../options/own-connection.ts'
import { excerptOf, type HttpResult, readResult } from './http-result.ts'

const METHODS = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'] as const
/** A repeated request with one of these methods may take effect twice. */
const NOT_IDEMPOTENT: readonly string[] = ['POST', 'PATCH']
/** Errors of the request that another attempt may not have: time-out, locked, too early, too many requests. */
const PASSING: readonly number[] = [408, 423, 425, 429]

/** Their redirects are followed. */
const FOLLOWING: readonly string[] = ['GET', 'HEAD']
const REDIRECTS: readonly number[] = [301, 302, 303, 307, 308]
const MAX_REDIRECTS = 10

const DEFAULT_REQUEST_SECONDS = 300
const MAX_REQUEST_SECONDS = 86_400
const DEFAULT_MAX_BODY_BYTES = 512 * 1024
/** That of an output. */
const MAX_BODY_BYTES = 1024 * 1024

export interface HttpOperatorOptions<
  Name extends string = string,
  Output = HttpResult,
  Schema = ParametersSchema,
  Tasks extends Upstream = Operator,
> extends ContextOptions<Name, Schema, Tasks> {
  /**
   * The connection of the type `http`: a name, or `connection.http(name)`. Its headers are sent, and `url` is a path below its
   * address. None by default.
   */
  readonly connection?: OwnConnection<'http'>
  /** An `http` or `https` address without a user. With a connection, a path below its address, which it is by default. */
  readonly url?: Given<string, ContextOf<Schema, Tasks>>
  /** `GET` by default. */
  readonly method?: (typeof METHODS)[number]
  /** None by default. A POST or PATCH gets an `idempotency-key` of its own unless one is given. */
  readonly headers?: Given<Readonly<Record<string, string>>, ContextOf<Schema, Tasks>>
  /** A text is sent as it is, other JSON as `application/json`. None by default. */
  readonly body?: Given<Json | object, ContextOf<Schema, Tasks>>
  /** Statuses that count as a success, besides 200 to 299. None by default. */
  readonly acceptStatus?: readonly number[]
  /**
   * Time for the whole answer in seconds, up to a day; 300 by default. A server that sends nothing for 300 seconds is given
   * up in any case.
   */
  readonly requestTimeoutSeconds?: number
  /** The most that the body of the answer may have, up to 1 MiB; 512 KiB by default. */
  readonly maxBodyBytes?: number
  /** Stores the body as an artifact with this name, however large it is. */
  readonly artifact?: string
  /** Makes the output of the task from the answer. By default the answer is the output. */
  readonly result?: (result: HttpResult) => Output
}

const OPTIONS: OwnOptionNames<HttpOperatorOptions> = {
  connection: true,
  url: true,
  method: true,
  headers: true,
  body: true,
  acceptStatus: true,
  requestTimeoutSeconds: true,
  maxBodyBytes: true,
  artifact: true,
  result: true,
}

/**
 * Sends one HTTP request. A status of 200 to 299 is a success. 400 to 499 fails without another attempt, except 408, 423, 425
 * and 429; everything else may be retried. Redirects are followed for GET and HEAD within one origin, and fail otherwise.
 */
export class HttpOperator<
  const Name extends string = string,
  Output = HttpResult,
  Schema = ParametersSchema,
  const Tasks extends Upstream = Operator,
> extends AIFlowOperator<Name, Output> {
  readonly #options: HttpOperatorOptions<Name, Output, Schema, Tasks>

  /** Throws the errors of `Operator`, and INVALID_WORKFLOW if an option is not valid. */
  constructor(options: HttpOperatorOptions<Name, Output, Schema, Tasks>) {
    checkOperator(new.target, options, OPTIONS)
    checkHttp(options)
    super(withOwnConnection(options, 'http'))
    this.#options = options
  }

  override async start(context: TaskContext): Promise<unknown> {
    const { method = 'GET', artifact = null, maxBodyBytes = DEFAULT_MAX_BODY_BYTES, result } = this.#options
    const url = await this.#address(context)
    const request = `${method} ${url.origin}${url.pathname}`
    const response = await this.#send(context, url, request)
    if (!this.#isAccepted(response.status)) throw await refusal(request, response)
    const answer = await readResult(response, context, { artifact, maxBodyBytes, request }).catch((cause: unknown) => {
      throw asFailure(cause, context, `The answer to ${request} broke off`)
    })
    context.logger.info(`${request} was answered with ${response.status}.`)
    return result === undefined ? answer : result(answer)
  }

  async #address(context: TaskContext): Promise<URL> {
    const { connection, url } = this.#options
    const given = await givenBy<unknown, never>(url, context)
    const task = context.task.name
    return connection === undefined
      ? addressOf(given, task)
      : addressBelow(ownConnection(context, 'http').url, given, task)
  }

  /** Headers of the task count more than those of its connection. */
  async #headers(context: TaskContext): Promise<Headers> {
    const { connection, headers = {} } = this.#options
    const merged = new Headers(connection === undefined ? {} : ownConnection(context, 'http').headers)
    for (const [name, value] of headersOf(await givenBy(headers, context), context.task.name)) merged.set(name, value)
    return merged
  }

  async #send(context: TaskContext, url: URL, request: string): Promise<Response> {
    const { method = 'GET', requestTimeoutSeconds = DEFAULT_REQUEST_SECONDS } = this.#options
    const body = await givenBy<unknown, never>(this.#options.body, context)
    const headers = await this.#headers(context)
    if (body !== undefined && typeof body !== 'string' && !headers.has('content-type'))
      headers.set('content-type', 'application/json')
    if (NOT_IDEMPOTENT.includes(method) && !headers.has('idempotency-key'))
      headers.set('idempotency-key', await idempotencyKey(context))
    const signal = AbortSignal.any([context.signal, abortedAfter(msOf(requestTimeoutSeconds))])
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    const init = { method, headers, signal, redirect: 'manual', ...(text === undefined ? {} : { body: text }) } as const
    let address = url
    for (let redirects = 0; ; redirects += 1) {
      const response = await fetch(address, init).catch((cause: unknown) => {
        throw asFailure(cause, context, `${request} got no answer`)
      })
      if (this.#isAccepted(response.status) || !REDIRECTS.includes(response.status)) return response
      await response.body?.cancel()
      if (redirects === MAX_REDIRECTS)
        throw new NonRetryableError(`${request} was redirected more than ${MAX_REDIRECTS} times.`)
      address = redirectOf(request, method, address, response)
    }
  }

  #isAccepted(status: number): boolean {
    return (status >= 200 && status < 300) || (this.#options.acceptStatus ?? []).includes(status)
  }
}

/** The error of `Headers` quotes the value, which may be a secret, so it is not told. */
function headersOf(given: Readonly<Record<string, string>>, task: string): Headers {
  try {
    return new Headers(given)
  } catch {
    const message = `"headers" of the task "${task}" are not valid. A name or a value has characters that a header cannot have.`
    throw new NonRetryableError(message)
  }
}

/** Headers and body are meant for one origin, and a redirect takes the body from a POST. */
function redirectOf(request: string, method: string, from: URL, { status, headers }: Response): URL {
  const location = headers.get('location')
  const to = location === null ? null : URL.parse(location, from.href)
  const isWithin = to?.origin === from.origin && to.username === '' && to.password === ''
  if (isWithin && FOLLOWING.includes(method)) return to
  throw new NonRetryableError(
    `${request} was redirected to ${to?.origin ?? 'no valid address'} with ${status}. Only GET and HEAD follow redirects, and only within one origin. Give the final address as "url".`,
  )
}

/** The same for all attempts, so that the server can tell a repeated request from a new one. */
async function idempotencyKey({ handle, task }: TaskContext): Promise<string> {
  const kept = handle.get()
  if (typeof kept === 'object' && kept !== null && 'idempotencyKey' in kept) return String(kept.idempotencyKey)
  await handle.set({ idempotencyKey: task.attemptId })
  return task.attemptId
}

async function refusal(request: string, response: Response): Promise<Error> {
  const { status, statusText } = response
  const excerpt = await excerptOf(response)
  const told = excerpt === '' ? '' : ` ${excerpt}`
  const message = `${request} was answered with ${status}${statusText === '' ? '' : ` ${statusText}`}.${told}`
  const isFinal = status >= 400 && status < 500 && !PASSING.includes(status)
  return isFinal ? new NonRetryableError(message) : new Error(message)
}

/** Nothing of an address but its origin and path is told, because the rest may hold secrets. */
function addressOf(text: unknown, task: string): URL {
  const url = typeof text === 'string' ? URL.parse(text) : null
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw new NonRetryableError(`"url" of the task "${task}" is not an "http" or "https" address.`)
  if (url.username === '' && url.password === '') return url
  throw new NonRetryableError(`"url" of the task "${task}" contains a user. Send it in the header "authorization".`)
}

/** What a connection knows of its service is sent to that service alone. */
function addressBelow(base: string, given: unknown, task: string): URL {
  const text = given === undefined ? '' : String(given)
  const absolute = URL.parse(text)
  const url = absolute ?? new URL(text === '' ? base : `${base.replace(/\/+$/, '')}/${text.replace(/^\/+/, '')}`)
  if (url.origin === new URL(base).origin) return addressOf(url.href, task)
  const message = `"url" of the task "${task}" leads elsewhere than its connection. Give a path below the address of the connection, such as "/orders", or no connection.`
  throw new NonRetryableError(message)
}

/** A connection that failed or was too slow ends with an error that says little. */
function asFailure(cause: unknown, { signal }: TaskContext, what: string): unknown {
  if (signal.aborted) return signal.reason
  if (!(cause instanceof TypeError || cause instanceof DOMException)) return cause
  return new Error(`${what}: ${reasonOf(cause)}`, { cause })
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return 'it took longer than "requestTimeoutSeconds"'
  const { cause } = error
  if (!(cause instanceof Error)) return error.message
  return cause.message === '' && 'code' in cause ? String(cause.code) : cause.message
}

function checkHttp({ name, url, method = 'GET', body, ...options }: Unchecked<HttpOperatorOptions>): void {
  const hasConnection = options.connection !== undefined
  if (!hasConnection || url !== undefined) checkText(name, 'url', url)
  if (!hasConnection && typeof url === 'string') checkAddress(name, url)
  checkOneOf(`"method" of the task "${name}"`, method, METHODS)
  if (body !== undefined && (method === 'GET' || method === 'HEAD')) {
    const message = `The task "${name}" sends a body with ${method}, which has none. Set "method", or leave "body" out.`
    throw invalidWorkflow(message, { task: name, field: 'body' })
  }
  const { acceptStatus = [], requestTimeoutSeconds = 1, maxBodyBytes = 1, artifact, result } = options
  checkNumber(name, 'requestTimeoutSeconds', requestTimeoutSeconds, { min: 0.001, max: MAX_REQUEST_SECONDS })
  checkNumber(name, 'maxBodyBytes', maxBodyBytes, { min: 1, max: MAX_BODY_BYTES, whole: true })
  if (!Array.isArray(acceptStatus)) {
    const given = quoted(acceptStatus)
    throw invalidWorkflow(`"acceptStatus" of the task "${name}" is a list of statuses, not ${given}.`, { task: name })
  }
  for (const status of acceptStatus) checkNumber(name, 'acceptStatus', status, { min: 100, max: 599, whole: true })
  if (artifact !== undefined) checkText(name, 'artifact', artifact)
  checkResult(name, result)
}

function checkAddress(task: string, url: string): void {
  try {
    addressOf(url, task)
  } catch (error) {
    throw invalidWorkflow(error instanceof Error ? error.message : String(error), { task, field: 'url' })
  }
}
