import type { Page } from '@aiflow/sdk/internal/api/server'
import type { NamespaceRow } from '../rows.ts'
import type { PageRequest } from './page-request.ts'

export type NamedThing =
  | { readonly type: 'execution' | 'backfill' | 'letter'; readonly id: number }
  | { readonly type: 'snapshot'; readonly id: string }

/** Namespaces, and the namespaces of other things. */
export interface NamespaceReads {
  find(name: string): Promise<NamespaceRow | null>
  /** In the order of their names. All namespaces unless `among` limits them. */
  list(page: PageRequest, among?: readonly string[] | null): Promise<Page<NamespaceRow>>
  /** The namespace of what a path names, even if its row cannot be read; null if it does not exist. */
  of(named: NamedThing): Promise<string | null>
}
