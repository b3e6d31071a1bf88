import { AIFlowError, ERROR_CODES, type ErrorCode } from '@aiflow/sdk/internal/errors'
import { abortedAfter, wait } from '@aiflow/sdk/internal/time'
import { type AttemptSpec, attemptSecretsSchema, hasSecrets } from '@aiflow/sdk/internal/worker-protocol'
import { isObject } from '../system/parse-json.ts'
import type { ServerEndpoint } from './server-endpoint.ts'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 5000
const ANSWER_LIMIT_MS = 30_000

/** The values of the secrets of an attempt, and its connections, by the names by which its task knows them. */
export type FetchedSecrets = ReturnType<typeof attemptSecretsSchema.parse>

/** Fetches secrets from the server that the worker is connected to, into memory only. It retries until aborted. */
export class SecretSource {
  readonly #server: () => ServerEndpoint | null

  constructor(server: () => ServerEndpoint | null) {
    this.#server = server
  }

  /** Null if the attempt has neither secrets nor connections. Throws what the server answers if it has not all of them. */
  async get(spec: AttemptSpec, signal: AbortSignal): Promise<FetchedSecrets | null> {
    if (!hasSecrets(spec)) return null
    for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS)) {
      signal.throwIfAborted()
      const values = await this.#try(spec.attemptId, signal)
      if (values !== null) return values
      await wait(pauseMs, { signal })
    }
  }

  /** Null if another try may succeed. */
  async #try(attemptId: string, signal: AbortSignal): Promise<FetchedSecrets | null> {
    const server = this.#server()
    if (server === null) return null
    try {
      return await ask(server, attemptId, AbortSignal.any([signal, abortedAfter(ANSWER_LIMIT_MS)]))
    } catch (error) {
      if (signal.aborted || error instanceof AIFlowError) throw error
      return null
    }
  }
}

async function ask(
  { url, token }: ServerEndpoint,
  attemptId: string,
  signal: AbortSignal,
): Promise<FetchedSecrets | null> {
  const headers = { authorization: `Bearer ${token}` }
  const response = await fetch(`${url}/api/v1/worker/attempts/${attemptId}/secrets`, { headers, signal })
  const body: unknown = await response.json()
  if (response.ok) return attemptSecretsSchema.parse(body)
  const error = errorOf(body)
  // A source of secrets may stay away for long. The task says so, and its retries decide.
  if (error.code === 'SECRET_UNAVAILABLE') throw error
  // The token may be replaced, requests may be too many at once, and the server may come back.
  if ([401, 403, 429].includes(response.status) || response.status >= 500) return null
  throw error
}

function errorOf(body: unknown): AIFlowError {
  const { code, detail } = isObject(body) ? body : {}
  const message = typeof detail === 'string' ? detail : 'The server did not give the secrets of the attempt.'
  return new AIFlowError(isErrorCode(code) ? code : 'INTERNAL', message)
}

function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === 'string' && Object.hasOwn(ERROR_CODES, code)
}
