import type { Page } from '@aiflow/sdk/internal/api/server'
import type { WorkflowRow } from '../rows.ts'
import type { PageRequest } from './page-request.ts'

export interface WorkflowName {
  readonly namespace: string
  readonly name: string
}

export interface WorkflowFilter {
  readonly namespace?: string | undefined
  readonly workflow?: string | undefined
}

/** A filter for named parts of workflows. */
export interface NamedFilter extends WorkflowFilter {
  readonly name?: string | undefined
}

export interface WorkflowListFilter {
  readonly namespace?: string | undefined
  /** Part of the name. */
  readonly name?: string | undefined
  readonly enabled?: boolean | undefined
  readonly owner?: string | undefined
  /** Each as `name=value`. It has all of them. */
  readonly labels?: readonly string[] | undefined
}

/** The current workflows. */
export interface WorkflowReads {
  find(namespace: string, name: string): Promise<WorkflowRow | null>
  /** In the order of namespace and name. */
  list(filter: WorkflowListFilter, page: PageRequest): Promise<Page<WorkflowRow>>
}
