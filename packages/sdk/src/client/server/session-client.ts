import * as z from 'zod'
import {
  type BeginSession,
  type Session,
  type SessionLink,
  sessionLinkSchema,
  sessionSchema,
} from '../../wire/http/session.ts'
import type { CallOptions } from '../transport/call.ts'
import { pathOf } from '../transport/path.ts'
import type { Transport } from '../transport/transport.ts'

/** Who asks; and how a web page comes to a cookie that stands for a token. */
export class SessionClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Throws `UNAUTHENTICATED`. */
  get({ signal }: CallOptions = {}): Promise<Session> {
    return this.#transport.request(sessionSchema, { method: 'GET', path: pathOf('session'), signal })
  }

  /** Has the browser keep a cookie with the rights of the token, or of the one that made the link with that code. */
  begin(by: BeginSession, { signal }: CallOptions = {}): Promise<Session> {
    return this.#transport.request(sessionSchema, { method: 'POST', path: pathOf('session'), body: by, signal })
  }

  /** Has the browser forget the cookie. */
  async end({ signal }: CallOptions = {}): Promise<void> {
    await this.#transport.request(z.null(), { method: 'DELETE', path: pathOf('session'), repeatable: true, signal })
  }

  /** A link that opens the web page once, with the rights of this client. */
  createLink({ signal }: CallOptions = {}): Promise<SessionLink> {
    return this.#transport.request(sessionLinkSchema, { method: 'POST', path: pathOf('session', 'links'), signal })
  }
}
