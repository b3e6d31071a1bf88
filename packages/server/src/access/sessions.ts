import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto'

const SESSION_MS = 7 * 24 * 3_600_000
const LINK_MS = 2 * 60_000
/** Maximum number of unused links. */
const MAX_LINKS = 1000
const HASH = /^[0-9a-f]{64}$/
const ID_CHARACTERS = 16

export interface SessionsOptions {
  /** Signs cookies. They survive a restart of the server as long as the secret stays. */
  readonly secret: string
  /** Tells the cookies of servers on the same host apart, because cookies ignore ports. */
  readonly storeId: string
  /** Whether somebody logged out of a session. */
  isEnded(id: string): boolean
  /** Milliseconds since the epoch. */
  readonly now: () => number
}

/** The content of a cookie: the hash of its token's secret, and when it expires. */
export interface OpenSession {
  /** Unique, and not a secret. */
  readonly id: string
  readonly tokenHash: string
  readonly expireTime: number
}

interface Link {
  readonly tokenHash: string
  readonly expireTime: number
}

/**
 * Sessions of web pages. Living sessions are not stored. A cookie is signed and names a token by its hash, so it ends
 * with its token, which is looked up at each request. It also ends by log-out, or after a week. A link works once,
 * within two minutes.
 */
export class Sessions {
  readonly #options: SessionsOptions
  readonly #links = new Map<string, Link>()
  readonly cookieName: string

  constructor(options: SessionsOptions) {
    this.#options = options
    this.cookieName = `aiflow-${options.storeId.slice(0, 12)}`
  }

  /** Returns the value of a new cookie. */
  begin(tokenHash: string): OpenSession & { readonly cookie: string } {
    const expireTime = this.#options.now() + SESSION_MS
    const id = randomBytes(16).toString('hex')
    const content = `${tokenHash}.${expireTime}.${id}`
    return { id, tokenHash, expireTime, cookie: `${content}.${this.#sign(content)}` }
  }

  /** Null if the request has no valid cookie of this server. */
  find(cookieHeader: string | undefined): OpenSession | null {
    const value = cookieNamed(cookieHeader, this.cookieName)
    if (value === null) return null
    const content = value.slice(0, value.lastIndexOf('.'))
    const signature = value.slice(content.length + 1)
    // Version 0.2.0 made cookies without an id.
    const [tokenHash = '', expires = '', id = signature.slice(0, ID_CHARACTERS)] = content.split('.')
    if (!HASH.test(tokenHash) || !isSame(signature, this.#sign(content))) return null
    const expireTime = Number(expires)
    const isGood = expireTime > this.#options.now() && !this.#options.isEnded(id)
    return isGood ? { id, tokenHash, expireTime } : null
  }

  /** A code that starts one session with the rights of a token. */
  createLink(tokenHash: string): { readonly code: string; readonly expireTime: number } {
    const now = this.#options.now()
    for (const [code, { expireTime }] of this.#links) {
      if (expireTime <= now || this.#links.size >= MAX_LINKS) this.#links.delete(code)
    }
    const code = randomBytes(32).toString('base64url')
    const expireTime = now + LINK_MS
    this.#links.set(code, { tokenHash, expireTime })
    return { code, expireTime }
  }

  /** Returns the token behind a code and invalidates the code; null if there is none. */
  useLink(code: string): string | null {
    const link = this.#links.get(code)
    this.#links.delete(code)
    return link !== undefined && link.expireTime > this.#options.now() ? link.tokenHash : null
  }

  #sign(content: string): string {
    return createHmac('sha256', this.#options.secret).update(content).digest('base64url')
  }
}

function cookieNamed(header: string | undefined, name: string): string | null {
  for (const pair of header?.split(';') ?? []) {
    const at = pair.indexOf('=')
    if (at !== -1 && pair.slice(0, at).trim() === name) return pair.slice(at + 1).trim()
  }
  return null
}

function isSame(left: string, right: string): boolean {
  const [one, other] = [Buffer.from(left), Buffer.from(right)]
  return one.length === other.length && timingSafeEqual(one, other)
}
