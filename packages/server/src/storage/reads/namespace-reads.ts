import type { Page } from '@aiflow/sdk/internal/api/server'
import type { NamespaceRow } from '../rows.ts'
import type { PageRequest } from './page-request.ts'

export type NamedThing =
  | { readonly type: 'execution' | 'backfill' | 'letter'; readonly id: number }
  | { readonly type: 'snapshot'; readonly id: string }

/** Namespaces, and what is in them. */
export interface NamespaceReads {
  find(name: string): Promise<NamespaceRow | null>
  /** In the order of their names; all of them where it is not said among which. */
  list(page: PageRequest, among?: readonly string[] | null): Promise<Page<NamespaceRow>>
  /** Of what a path names, also where its row cannot be read; null where there is none. */
  of(named: NamedThing): Promise<string | null>
}
