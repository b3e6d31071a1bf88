import type { ApprovalResource, Blocked } from '@aiflow/sdk/internal/api/executions'
import type { PoolUse } from '@aiflow/sdk/internal/api/server'
import type { TaskConnection } from '@aiflow/sdk/internal/connections'
import type { Json } from '@aiflow/sdk/internal/json'
import type { TaskStatus } from '@aiflow/sdk/internal/model'
import type { TaskSecret } from '@aiflow/sdk/internal/wire'
import type { ConnectionRow, SecretRow, UnreadableRow } from '../storage/rows.ts'
import type { StoreFault } from '../storage/store-fault.ts'
import type { NamedInNamespace } from '../storage/table.ts'
import type { NewUserEvent } from './event-log.ts'
import type { Hearing } from './hearing.ts'

export interface AliveCounts {
  readonly workflowExecutions: number
  /** Task executions that are QUEUED, RUNNING or STOPPING. */
  readonly tasks: number
}

/** A task execution that reported metrics. */
export interface Measured {
  readonly namespace: string
  readonly taskExecutionId: number
}

/** Which tasks that wait for an answer are wanted. */
export interface OpenApprovals {
  /** All namespaces if undefined. */
  readonly namespace?: string | undefined
  /** All workflow executions if undefined. */
  readonly workflowExecutionId?: number | undefined
  /** Only task executions with a greater id. */
  readonly after: number
  readonly limit: number
}

/** What the scheduler knows without reading the store. */
/** The secrets and connections that the newest upload of a workflow names. */
export interface NamesOfWorkflow {
  readonly workflow: string
  readonly secrets: readonly string[]
  readonly connections: readonly string[]
}

/** What an attempt gets besides its input. */
interface SecretsOfAttempt {
  readonly namespace: string
  readonly secrets: readonly TaskSecret[]
  readonly connections: readonly TaskConnection[]
}

export interface LiveView {
  readonly storeId: string
  /** Why nothing can be stored at the moment; null if it can. */
  readonly storeFault: StoreFault | null
  /** The time of the newest event if the clock is more than a minute behind it, otherwise null. */
  readonly clockBehindUntil: number | null
  /** Rows of the store that cannot be read. */
  unreadable(): readonly UnreadableRow[]
  aliveCounts(): AliveCounts
  /** A named state of a living workflow execution; null if there is none. */
  readState(workflowExecutionId: number, name: string): Json
  /** The status of the latest execution of each task of a living workflow execution; null if it never ran. */
  readStatuses(workflowExecutionId: number): Readonly<Record<string, TaskStatus | null>>
  /** The current pools of a namespace, by name. */
  readPools(namespace: string): PoolUse[]
  /** The secrets of a namespace, or of all namespaces, by namespace and name. Their values are encrypted. */
  secretRows(namespace?: string): readonly SecretRow[]
  /** The secrets and connections that the workflows of a namespace name, by workflow. */
  namesInUse(namespace: string): readonly NamesOfWorkflow[]
  /** The connections of a namespace, by name. */
  connectionRows(namespace: string): readonly ConnectionRow[]
  findConnection(of: NamedInNamespace): ConnectionRow | null
  /** The secrets and connections that a living attempt gets; null if it is not alive. */
  secretsOf(attemptId: string): SecretsOfAttempt | null
  /** The tasks that wait for an answer, oldest first. Long texts make a page short. */
  approvals(wanted: OpenApprovals): { readonly items: ApprovalResource[]; readonly isCut: boolean }
  /** Why the latest execution of a task is still INIT; null if it is not. */
  waitingReason(of: { readonly workflowExecutionId: number; readonly taskName: string }): string | null
  /**
   * Who would hear an event that was sent now. Throws as sending it would: `NAMESPACE_NOT_FOUND`, `SEND_REFUSED` or
   * `WORKFLOW_EXECUTION_NOT_FOUND`.
   */
  hearing(event: NewUserEvent): Promise<Hearing>
  /** What keeps a living workflow execution from going on by itself; null where nothing does. */
  blocked(workflowExecutionId: number): Blocked | null
  /** Whether the worker reports that the process of an attempt is frozen. */
  isFrozen(attemptId: string): boolean
  /** What the worker of an attempt makes before it can start it, as a sentence. Null if it makes nothing. */
  preparationOf(attemptId: string): string | null
  /**
   * Called after each commit with the task executions that reported metrics. Returns a function that removes the
   * listener.
   */
  onMeasured(listener: (measured: readonly Measured[]) => void): () => void
}
