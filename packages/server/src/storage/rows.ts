import type { DeadLetter, VerdictSaw } from '@aiflow/sdk/internal/api/events'
import type {
  Artifact,
  CleanUp,
  TaskExecutionResource,
  TaskMetrics,
  WorkflowExecutionResource,
} from '@aiflow/sdk/internal/api/executions'
import type {
  ConnectionResource,
  NamespaceResource,
  PoolResource,
  Role,
  SecretResource,
} from '@aiflow/sdk/internal/api/server'
import type {
  BackfillResource,
  SnapshotResource,
  WorkflowResource,
  WorkflowScheduleResource,
  WorkflowTriggerResource,
} from '@aiflow/sdk/internal/api/workflows'
import type { Json } from '@aiflow/sdk/internal/json'
import type { Event, TaskAction } from '@aiflow/sdk/internal/model'
import type { ImportedPackage, WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import type { Trigger } from '@aiflow/sdk/internal/worker-protocol'
import type { LaneId } from '../model/lane-id.ts'

/*
 * What the store holds, as plain data. Rows that users can request are the resources of the HTTP interface, plus what only
 * the scheduler needs.
 */

export interface StoredEvent extends Event {
  /** The event whose step appended this one. */
  readonly causeOffset: number | null
  /** Steps between this event and one from outside. */
  readonly depth: number
  /** The request that it came with, known until its step is taken; stored in inboxes only. */
  readonly requestId?: string | null | undefined
  /** What its step needs and nobody else may see; kept until then, and never stored with the event. */
  readonly aside?: Aside | undefined
  /** Scoped by sender; null if the producer gave none. */
  readonly idempotencyKey: string | null
  /** The scope of its idempotency key, if that is not its namespace and sender; stored with the key only. */
  readonly keyScope?: { readonly namespace: string; readonly sender: string | null } | undefined
}

export interface UploadedDefinition {
  readonly hash: string
  readonly definition: WorkflowDefinition
}

/** What the step of a request needs but its event does not hold, since others can read the event. */
export interface Aside {
  /** Hash of the secret of the token to be created: SHA-256, hexadecimal. */
  readonly secretHash?: string | undefined
  /** All definitions of an upload, including those for other namespaces. */
  readonly definitions?: readonly UploadedDefinition[] | undefined
  /** The value of a secret to be set. */
  readonly sealedValue?: SealedValue | undefined
  /** Values that were encrypted again, in place of those that they replace. */
  readonly resealed?: readonly ResealedValue[] | undefined
  /** The times of a backfill to be started, counted before its step. */
  readonly times?: CountedTimes | undefined
}

/** The value of a secret that was encrypted with another key. It counts only while the value before is still that of the secret. */
export interface ResealedValue extends SealedValue {
  readonly namespace: string
  readonly name: string
  readonly before: string
}

/** The times of a span, at most one more than a backfill may have. */
export interface CountedTimes {
  readonly span: Pick<BackfillRow, 'schedule' | 'expression' | 'timezone' | 'anchorTime' | 'from' | 'to' | 'order'>
  readonly dueTimes: readonly number[]
}

export type NamespaceRow = NamespaceResource

export type PoolRow = PoolResource

/** The value of a secret, encrypted. */
export interface SealedValue {
  /** The id of its key. */
  readonly keyId: string
  /** Nonce, authentication tag and encrypted value, in base64. */
  readonly sealed: string
}

export type SecretRow = SecretResource & SealedValue

export type ConnectionRow = ConnectionResource

export type WorkflowRow = WorkflowResource

export interface SnapshotRow {
  readonly hash: string
  readonly namespace: string
  readonly workflowName: string
  readonly definition: WorkflowDefinition
  /** Blobs of the bundle, of the author's source text and of the extra files. */
  readonly bundleBlob: string
  readonly source: SnapshotSource | null
  readonly files: readonly { readonly path: string; readonly blob: string }[]
  /** The npm packages that the bundle imports and does not contain. */
  readonly packages: StoredPackages | null
  readonly createTime: number
}

/** The npm packages of a bundle. */
export interface StoredPackages {
  /** The blob with everything that is known about them, as JSON. */
  readonly blob: string
  /** What the bundle itself imports, by name. */
  readonly imported: readonly ImportedPackage[]
}

interface SnapshotSource {
  readonly path: string
  readonly blob: string
  /** The namespaces that the file defines workflows in. */
  readonly namespaces?: readonly string[] | undefined
}

/** What a list shows of a snapshot. */
export type SnapshotSummary = SnapshotResource

/** A deleted workflow. What it left behind is swept afterwards. */
export interface DeletedWorkflowRow {
  readonly id: number
  readonly namespace: string
  readonly name: string
  /** None of its executions has a greater id. */
  readonly lastExecutionId: number
  readonly deleteTime: number
}

export type TriggerRow = WorkflowTriggerResource
export type ScheduleRow = WorkflowScheduleResource
export type BackfillRow = BackfillResource
export interface WorkflowExecutionRow extends WorkflowExecutionResource {
  readonly waitsFor: 'turn' | 'place' | null
  readonly failureReason: string | null
  readonly cleanUp: CleanUp | null
}

export interface TaskExecutionRow extends TaskExecutionResource {
  /** Offset of the event whose step created it. */
  readonly startOffset: number
  /** Offset of the event whose step ended it. */
  readonly endOffset: number | null
  /** Boot id of the worker's machine when the current attempt was assigned. */
  readonly bootId: string | null
  /** Attempts that ended as lost, for `retriesOnLost`. */
  readonly lostAttempts: number
  /** Number of attempts before the last one that ran well; they no longer count for retries. */
  readonly forgivenAttempts: number
  /** The artifacts of the newest attempt that left any. */
  readonly artifacts?: AttemptArtifacts | null
}

/** A task execution without what may be large. */
export type TaskExecutionSummary = Omit<TaskExecutionRow, 'trigger' | 'outcome' | 'handle' | 'leftOut'>

/** An item of a task over a list that has begun. */
export interface TaskItemRow
  extends Pick<
    TaskExecutionRow,
    | 'workflowExecutionId'
    | 'status'
    | 'attemptNumber'
    | 'attemptId'
    | 'workerId'
    | 'bootId'
    | 'lostAttempts'
    | 'forgivenAttempts'
    | 'beginTime'
    | 'endTime'
    | 'retryTime'
    | 'stopPhase'
    | 'stopError'
    | 'outcome'
    | 'handle'
    | 'previousAttempts'
  > {
  readonly taskExecutionId: number
  /** Its place in the list, from 0. */
  readonly index: number
}

/** The list that a task runs for, as it was when the task began. */
export interface TaskItemListRow {
  readonly taskExecutionId: number
  readonly workflowExecutionId: number
  readonly list: readonly Json[]
}

/** The content of an artifact is the blob of its hash. */
export interface AttemptArtifacts {
  readonly attemptId: string
  readonly files: readonly Artifact[]
}

/** The metrics that a task reported at one time. */
export interface TaskMetricsRow extends TaskMetrics {
  readonly taskExecutionId: number
}

/** A start that waits for the running execution of its task to end. */
export interface PendingStart {
  readonly trigger: Trigger
  readonly offset: number
  /** Steps between its cause and an event from outside; 0.1.0 did not store it. */
  readonly depth?: number | undefined
  readonly cause: 'restart' | 'latest' | 'queue' | 'periodic'
}

/** A stored pending start. Those of a task are taken in the order of their positions. A position is never given twice. */
export interface PendingStartRow extends PendingStart {
  readonly workflowExecutionId: number
  readonly taskName: string
  readonly position: number
}

/** Starts of a task that no longer wait: from one position to another, both inclusive. */
export interface PendingRange {
  readonly workflowExecutionId: number
  readonly taskName: string
  readonly from: number
  readonly to: number
}

/** What a workflow execution remembers of one of its tasks, in addition to the task's executions. */
export interface TaskMemoryRow {
  readonly workflowExecutionId: number
  readonly taskName: string
  /** Output of the last SUCCESS. */
  readonly lastOutput: Json
}

/** A value that a lane keeps by name. */
export interface StateRow {
  readonly lane: LaneId
  /** Made by `stateName`. */
  readonly name: string
  /** Null deletes the row. */
  readonly value: Json
}

/** An event that a lane still has to judge. */
export interface InboxRow {
  readonly lane: LaneId
  readonly offset: number
  /** The step of this event was taken; only rules with user code are left to judge. */
  readonly codeOnly: boolean
  /** The request that the event came with. */
  readonly requestId?: string | null | undefined
}

export interface TimerRow {
  /** Made by `timerId`. */
  readonly id: string
  /** Milliseconds since the epoch; null deletes the row. */
  readonly dueTime: number | null
}

export type Verdict = 'fired' | 'ignored' | 'overruled' | 'failed'

export interface VerdictRow {
  readonly id: number
  /** Offset of the event that was judged. */
  readonly eventOffset: number
  readonly lane: LaneId
  /** Null for a trigger of a workflow. */
  readonly task: string | null
  readonly rule: string
  readonly verdict: Verdict
  /** Null if the rule starts a workflow execution. */
  readonly action: TaskAction | null
  readonly reason: string | null
  /** The task execution (of a task rule) or workflow execution (of a trigger) that it started or touched. */
  readonly resultId: number | null
  /** What the condition saw beyond the event and the statuses that it names; null if that was all. */
  readonly saw: VerdictSaw | null
  readonly createTime: number
}

/** "Not met" is stored as one row per rule and lane. */
export interface NotMetRow {
  readonly lane: LaneId
  readonly task: string | null
  readonly rule: string
  /** To be added to the stored count. */
  readonly count: number
  readonly lastOffset: number
  readonly reason: string
}

export interface DeadLetterRow extends DeadLetter {
  /** What the condition saw in addition to the event. */
  readonly context: Json
}

/** What a retry changes in a dead letter. */
export type DeadLetterTry = Pick<DeadLetterRow, 'id' | 'error' | 'tries' | 'lastTryTime' | 'retryOffset'>

/** A token of a person or program. Its secret is known to its holder only. */
export interface TokenRow {
  readonly id: number
  readonly name: string
  readonly role: Role
  readonly namespaces: readonly string[] | null
  /** SHA-256, hexadecimal. */
  readonly secretHash: string
  readonly createTime: number
  readonly expireTime: number | null
  readonly lastUsedTime: number | null
}

/** A control request and what became of it. */
export interface AuditRow {
  readonly offset: number
  readonly time: number
  readonly sender: string | null
  readonly principal: string | null
  readonly key: string
  readonly namespace: string
  readonly context: string | null
  /** The short fields of the request. */
  readonly target: Readonly<Record<string, string | number | boolean>>
  /** Null while the request waits for its turn. */
  readonly result: Json
}

export interface ControlResultRow {
  readonly offset: number
  readonly result: Json
}

/** A session of the web page that its user logged out of. Times are milliseconds since the epoch. */
export interface EndedSessionRow {
  readonly session: string
  /** When it would have expired. */
  readonly expireTime: number
  readonly endTime: number
}

/** How far the events of a partition of a source are stored. */
export interface CursorRow {
  readonly source: string
  readonly partition: string
  /** Only the source can interpret it. */
  readonly position: string
}

/** A row of the store that cannot be read, and is left unchanged. */
export interface UnreadableRow {
  readonly table: string
  readonly key: string
  readonly reason: string
}
