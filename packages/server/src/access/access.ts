import { createHash, timingSafeEqual } from 'node:crypto'
import { AIFlowError } from '@aiflow/sdk/internal'
import type { Ring, TaskIdentity } from '../log/ring-port.ts'

const BEARER = 'Bearer '

/** Who asks: someone with a token of this server, or a running task. */
export type Identity = { readonly type: 'admin' } | { readonly type: 'task'; readonly task: TaskIdentity }

const ADMIN: Identity = Object.freeze({ type: 'admin' })

export interface AccessOptions {
  readonly ring: Pick<Ring, 'verifyTaskToken'>
  /** Each of them may do everything. */
  readonly adminTokens: readonly string[]
}

/** Knows who may come in, by the `Authorization` header of a request. */
export class Access {
  readonly #ring: AccessOptions['ring']
  readonly #adminHashes: readonly Buffer[]
  /** Headers that were found to be good, so that hashing them is paid once. Looking up tells nothing of their content. */
  readonly #adminHeaders = new Set<string>()

  constructor(options: AccessOptions) {
    this.#ring = options.ring
    this.#adminHashes = options.adminTokens.map((token) => hash(BEARER + token))
  }

  /** Throws `UNAUTHENTICATED`. */
  identify(authorization: string | undefined): Identity {
    if (authorization === undefined) throw unauthenticated('The request carries no token.')
    if (this.#isAdmin(authorization)) return ADMIN
    const task = authorization.startsWith(BEARER)
      ? this.#ring.verifyTaskToken(authorization.slice(BEARER.length))
      : null
    if (task === null) throw unauthenticated('The token is not known, or its task has ended.')
    return { type: 'task', task }
  }

  #isAdmin(authorization: string): boolean {
    if (this.#adminHeaders.has(authorization)) return true
    // Hashes have one length, so that comparing takes the same time for every token.
    const given = hash(authorization)
    let isAdmin = false
    for (const known of this.#adminHashes) isAdmin = timingSafeEqual(known, given) || isAdmin
    if (isAdmin) this.#adminHeaders.add(authorization)
    return isAdmin
  }
}

function hash(text: string): Buffer {
  return createHash('sha256').update(text).digest()
}

function unauthenticated(problem: string): AIFlowError {
  const advice = 'Send "Authorization: Bearer <token>" with the token in the file "token" of the server\'s home.'
  return new AIFlowError('UNAUTHENTICATED', `${problem} ${advice}`)
}
