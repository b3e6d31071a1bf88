import { timingSafeEqual } from 'node:crypto'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { TokenDirectory } from '../log/token-directory.ts'
import type { TokenRow } from '../storage/rows.ts'
import type { Identity, TokenIdentity } from './identity.ts'
import type { Sessions } from './sessions.ts'
import { hashOfSecret } from './token-secret.ts'
import type { TokenUse } from './token-use.ts'

const BEARER = 'Bearer '
/** Maximum number of remembered hashes: enough for everybody who asks often. Others are hashed again. */
const REMEMBERED_HEADERS = 1000

/** Name of the token in the file `token` of the home. */
export const HOME_TOKEN_NAME = 'home'

const HOME: TokenIdentity = Object.freeze({ type: 'token', name: HOME_TOKEN_NAME, role: 'admin', namespaces: null })

export interface AccessOptions {
  readonly tokens: Pick<TokenDirectory, 'verifyTaskToken' | 'findToken'>
  /** The token of the server's own home. It may do everything. */
  readonly homeToken: string
  readonly use: Pick<TokenUse, 'note'>
  readonly sessions: Pick<Sessions, 'find'>
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** The parts of a request that say who sends it. */
export interface Credentials {
  readonly authorization?: string | undefined
  readonly cookie?: string | undefined
}

/** Identifies callers, by the `Authorization` header of a request, or else by the cookie of a web page. */
export class Access {
  readonly #options: AccessOptions
  readonly #homeHash: string
  /** Hashes of valid headers, so that each is hashed once. A lookup reveals nothing about their content. */
  readonly #hashes = new Map<string, string>()

  constructor(options: AccessOptions) {
    this.#options = options
    this.#homeHash = hashOfSecret(options.homeToken)
  }

  /** Throws `UNAUTHENTICATED`. */
  identify(authorization: string | undefined): Identity {
    if (authorization === undefined) throw unauthenticated('The request carries no token.')
    const secret = authorization.startsWith(BEARER) ? authorization.slice(BEARER.length) : ''
    const task = secret.startsWith('task.') ? this.#options.tokens.verifyTaskToken(secret) : null
    if (task !== null) return { type: 'task', task }
    return this.#identifyToken(authorization, secret)
  }

  /** Throws `UNAUTHENTICATED`. */
  identifyCaller({ authorization, cookie }: Credentials): Identity {
    if (authorization !== undefined || cookie === undefined) return this.identify(authorization)
    const session = this.#options.sessions.find(cookie)
    if (session === null) throw unauthenticated('The session has ended, or never existed.')
    return this.identifyHash(session.tokenHash)
  }

  /** The owner of the token whose secret has this hash. Throws `UNAUTHENTICATED`. */
  identifyHash(hash: string): TokenIdentity {
    return isSame(hash, this.#homeHash) ? HOME : this.#identityOf(this.#options.tokens.findToken(hash))
  }

  /** The time that expiry is checked against, in milliseconds since the epoch. */
  get now(): number {
    return this.#options.now()
  }

  /** When the credentials expire, in milliseconds since the epoch; null if they never do. */
  expireTimeOf({ authorization, cookie }: Credentials): number | null {
    const session = authorization === undefined ? this.#options.sessions.find(cookie) : null
    const secret = authorization?.slice(BEARER.length)
    const hash = session?.tokenHash ?? (secret === undefined ? null : hashOfSecret(secret))
    const ofToken = hash === null ? null : (this.#options.tokens.findToken(hash)?.expireTime ?? null)
    if (ofToken === null || session === null) return ofToken ?? session?.expireTime ?? null
    return Math.min(ofToken, session.expireTime)
  }

  #identifyToken(authorization: string, secret: string): TokenIdentity {
    const known = this.#hashes.get(authorization)
    const hash = known ?? hashOfSecret(secret)
    const isHome = known === undefined ? isSame(hash, this.#homeHash) : known === this.#homeHash
    const found = isHome ? HOME : this.#identityOf(this.#options.tokens.findToken(hash))
    if (known === undefined) this.#remember(authorization, hash)
    return found
  }

  #identityOf(token: TokenRow | null): TokenIdentity {
    if (token === null) throw unauthenticated('The token is not known, was revoked, or its task has ended.')
    const { expireTime, name, role, namespaces } = token
    const now = this.#options.now()
    if (expireTime !== null && expireTime <= now) throw unauthenticated(`The token "${name}" has expired.`)
    this.#options.use.note(token, now)
    return { type: 'token', name, role, namespaces }
  }

  #remember(authorization: string, hash: string): void {
    if (this.#hashes.size >= REMEMBERED_HEADERS) this.#hashes.clear()
    this.#hashes.set(authorization, hash)
  }
}

function isSame(left: string, right: string): boolean {
  return timingSafeEqual(Buffer.from(left), Buffer.from(right))
}

function unauthenticated(problem: string): AIFlowError {
  const advice =
    'Send "Authorization: Bearer <token>" with the token in the file "token" of the server\'s home; on the command line, set AIFLOW_TOKEN.'
  return new AIFlowError('UNAUTHENTICATED', `${problem} ${advice}`)
}
