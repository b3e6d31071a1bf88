import { type NamespaceResource, namespaceSchema } from '../../wire/http/namespaces.ts'
import { type Page, pageOf } from '../../wire/http/paging.ts'
import { type CallOptions, type ChangeOptions, ifMatch, type PageOptions } from '../transport/call.ts'
import { pathOf } from '../transport/path.ts'
import type { Transport } from '../transport/transport.ts'

const namespacePageSchema = pageOf(namespaceSchema)

/** Properties of a namespace: texts by name. */
export type NamespaceProperties = Readonly<Record<string, string>>

/** Manages namespaces. All calls except `list` and `add` throw `NAMESPACE_NOT_FOUND`. */
export class NamespacesClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** A page of namespaces, by name. */
  list({ signal, ...query }: PageOptions = {}): Promise<Page<NamespaceResource>> {
    return this.#transport.request(namespacePageSchema, { method: 'GET', path: pathOf('namespaces'), query, signal })
  }

  /** One namespace. */
  get(name: string, { signal }: CallOptions = {}): Promise<NamespaceResource> {
    return this.#transport.request(namespaceSchema, { method: 'GET', path: pathOf('namespaces', name), signal })
  }

  /** Adds a namespace. Throws `ALREADY_EXISTS`. */
  add(name: string, properties: NamespaceProperties = {}, { signal }: CallOptions = {}): Promise<NamespaceResource> {
    const call = { method: 'POST', path: pathOf('namespaces'), body: { name, properties }, once: true, signal } as const
    return this.#transport.request(namespaceSchema, call)
  }

  /** Replaces all properties of a namespace. */
  setProperties(
    name: string,
    properties: NamespaceProperties,
    { ifVersion, signal }: ChangeOptions = {},
  ): Promise<NamespaceResource> {
    const call = { method: 'PUT', path: pathOf('namespaces', name), body: { properties }, signal } as const
    return this.#transport.request(namespaceSchema, { ...call, headers: ifMatch(ifVersion), once: true })
  }

  /** Deletes an empty namespace. Throws `NAMESPACE_NOT_EMPTY`, which names what it contains. */
  delete(name: string, { ifVersion, signal }: ChangeOptions = {}): Promise<NamespaceResource> {
    const call = { method: 'DELETE', path: pathOf('namespaces', name), signal } as const
    return this.#transport.request(namespaceSchema, { ...call, headers: ifMatch(ifVersion), once: true })
  }
}
