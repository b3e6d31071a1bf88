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

/** Says who the caller is, and begins and ends sessions of web pages. */
export class SessionClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** The caller, with role and namespaces. Throws `UNAUTHENTICATED`. */
  get({ signal }: CallOptions = {}): Promise<Session> {
    return this.#transport.request(sessionSchema, { method: 'GET', path: pathOf('session'), signal })
  }

  /** Begins a session: the browser gets a cookie with the rights of the token, or of the creator of the link. */
  begin(by: BeginSession, { signal }: CallOptions = {}): Promise<Session> {
    return this.#transport.request(sessionSchema, { method: 'POST', path: pathOf('session'), body: by, signal })
  }

  /** Ends the session, and removes the cookie. */
  async end({ signal }: CallOptions = {}): Promise<void> {
    await this.#transport.request(z.null(), { method: 'DELETE', path: pathOf('session'), repeatable: true, signal })
  }

  /** A link that opens the web page once, with the rights of this client. */
  createLink({ signal }: CallOptions = {}): Promise<SessionLink> {
    return this.#transport.request(sessionLinkSchema, { method: 'POST', path: pathOf('session', 'links'), signal })
  }
}
