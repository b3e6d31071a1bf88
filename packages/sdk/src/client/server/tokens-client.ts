import {
  type CreatedToken,
  createTokenResponseSchema,
  type NewToken,
  type TokenResource,
  tokenSchema,
} from '../../wire/http/access.ts'
import { type Page, pageOf } from '../../wire/http/paging.ts'
import type { CallOptions } from '../transport/call.ts'
import { pathOf } from '../transport/path.ts'
import type { Transport } from '../transport/transport.ts'

const tokenPageSchema = pageOf(tokenSchema)

/** Manages tokens. Needs the role `admin` for all namespaces. */
export class TokensClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** All tokens, without their secrets. */
  list({ signal }: CallOptions = {}): Promise<Page<TokenResource>> {
    return this.#transport.request(tokenPageSchema, { method: 'GET', path: pathOf('tokens'), signal })
  }

  /** Creates a token. Only this answer contains its secret. Throws `ALREADY_EXISTS`. */
  create(token: NewToken, { signal }: CallOptions = {}): Promise<CreatedToken> {
    const call = { method: 'POST', path: pathOf('tokens'), body: token, signal } as const
    return this.#transport.request(createTokenResponseSchema, call)
  }

  /** Revokes a token at once. Throws `TOKEN_NOT_FOUND`. */
  revoke(name: string, { signal }: CallOptions = {}): Promise<TokenResource> {
    return this.#transport.request(tokenSchema, { method: 'DELETE', path: pathOf('tokens', name), signal })
  }
}
