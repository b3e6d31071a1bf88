import type { Role } from '@aiflow/sdk/internal/api/server'
import type { BackfillOrder, Reprocess } from '@aiflow/sdk/internal/api/workflows'
import type { FieldValues } from '@aiflow/sdk/internal/connections'
import type { ErrorCode } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { TaskAction } from '@aiflow/sdk/internal/model'
import type { CatchUp, ConditionDefinition, FanIn, Overlap } from '@aiflow/sdk/internal/wire'
import type { DeadLetterRow, StoredEvent, StoredPackages, UploadedDefinition } from '../storage/rows.ts'

/**
 * A request of people or programs to the scheduler. It is an event of the log, so it has an order and an explanation.
 */
export type ControlRequest =
  | {
      readonly type: 'upload'
      readonly definitions: readonly UploadedDefinition[]
      readonly bundleBlob: string
      readonly source: { readonly path: string; readonly blob: string }
      readonly files: readonly { readonly path: string; readonly blob: string }[]
      readonly packages?: StoredPackages
    }
  | { readonly type: 'addNamespace'; readonly namespace: string; readonly properties: Readonly<Record<string, string>> }
  | ({
      readonly type: 'setNamespaceProperties'
      readonly namespace: string
      readonly properties: Readonly<Record<string, string>>
    } & Versioned)
  | ({ readonly type: 'deleteNamespace'; readonly namespace: string } & Versioned)
  | ({ readonly type: 'setWorkflowEnabled'; readonly enabled: boolean } & OfWorkflow & Versioned)
  | ({ readonly type: 'deleteWorkflow' } & OfWorkflow & Versioned)
  | { readonly type: 'deleteSnapshot'; readonly namespace: string; readonly hash: string }
  | ({
      readonly type: 'startExecution'
      readonly parameters?: Readonly<Record<string, Json>>
      /** A past time of a schedule that it is for: milliseconds since the epoch. */
      readonly dueTime?: number | undefined
      readonly schedule?: string | undefined
    } & OfWorkflow)
  | ({ readonly type: 'stopExecutions' } & OfWorkflow)
  | { readonly type: 'rerunExecution'; readonly workflowExecutionId: number }
  | { readonly type: 'deleteExecution'; readonly workflowExecutionId: number }
  /** `force`: without a clean-up. */
  | { readonly type: 'stopExecution'; readonly workflowExecutionId: number; readonly force?: boolean }
  | { readonly type: 'setExecutionPaused'; readonly workflowExecutionId: number; readonly paused: boolean }
  | {
      readonly type: 'taskAction'
      readonly workflowExecutionId: number
      readonly task: string
      readonly action: TaskAction
    }
  | {
      readonly type: 'closeRule' | 'disableRule' | 'enableRule'
      readonly workflowExecutionId: number
      readonly task: string
      readonly rule: string
    }
  | { readonly type: 'forceStop'; readonly workflowExecutionId: number; readonly task: string }
  | { readonly type: 'setPool'; readonly namespace: string; readonly name: string; readonly slots: number }
  | { readonly type: 'deletePool'; readonly namespace: string; readonly name: string }
  /** Its value is not part of the event. */
  | { readonly type: 'setSecret'; readonly namespace: string; readonly name: string }
  | { readonly type: 'deleteSecret'; readonly namespace: string; readonly name: string }
  | {
      readonly type: 'setConnection'
      readonly namespace: string
      readonly name: string
      readonly connectionType: string
      readonly fields: FieldValues
      readonly secrets: Readonly<Record<string, string>>
    }
  | { readonly type: 'deleteConnection'; readonly namespace: string; readonly name: string }
  /** Changes nothing: it says who had a connection tested. */
  | { readonly type: 'testConnection'; readonly namespace: string; readonly name: string }
  /** Stores values that were encrypted with another key. They are not part of the event. */
  | { readonly type: 'resealSecrets'; readonly keyId: string }
  /** Begins the next attempt of a RETRYING task now. */
  | { readonly type: 'retryTask'; readonly workflowExecutionId: number; readonly task: string }
  | {
      readonly type: 'addTrigger'
      readonly namespace: string
      readonly workflow: string
      readonly name: string
      readonly condition: ConditionDefinition
      readonly parameters?: Readonly<Record<string, Json>>
      readonly overlap?: Overlap
      readonly fanIn?: FanIn
    }
  | ({ readonly type: 'setTriggerPaused'; readonly paused: boolean } & NamedOfWorkflow & Versioned)
  | ({ readonly type: 'deleteTrigger' } & NamedOfWorkflow & Versioned)
  | ({ readonly type: 'deleteTriggers' } & OfWorkflow)
  | {
      readonly type: 'addSchedule'
      readonly namespace: string
      readonly workflow: string
      readonly name: string
      readonly expression: string
      readonly timezone: string
      readonly catchUp: CatchUp
      readonly parameters?: Readonly<Record<string, Json>>
      readonly overlap?: Overlap
    }
  | ({ readonly type: 'setSchedulePaused'; readonly paused: boolean } & NamedOfWorkflow & Versioned)
  | ({ readonly type: 'deleteSchedule' } & NamedOfWorkflow & Versioned)
  | ({ readonly type: 'deleteSchedules' } & OfWorkflow)
  | ({
      readonly type: 'startBackfill'
      readonly schedule?: string | undefined
      readonly expression?: string | undefined
      readonly timezone?: string | undefined
      /** Milliseconds since the epoch, inclusive. */
      readonly from: number
      /** Exclusive. */
      readonly to: number
      readonly order: BackfillOrder
      readonly reprocess: Reprocess
      readonly maxActive: number
      readonly parameters: Readonly<Record<string, Json>>
    } & OfWorkflow)
  | {
      readonly type: 'setBackfillPaused'
      readonly namespace: string
      readonly backfillId: number
      readonly paused: boolean
    }
  | {
      readonly type: 'stopBackfill'
      readonly namespace: string
      readonly backfillId: number
      readonly executions: 'stop' | 'finish'
    }
  | {
      readonly type: 'setHandle'
      readonly workflowExecutionId: number
      readonly attemptId: string
      readonly handle: Json
    }
  | {
      readonly type: 'putArtifact'
      readonly workflowExecutionId: number
      readonly attemptId: string
      readonly name: string
      readonly size: number
      /** Hash of the blob with its content. */
      readonly sha256: string
      /** Limit for all artifacts of the attempt together. */
      readonly maxBytes: number
    }
  | {
      readonly type: 'retryDeadLetter'
      readonly namespace: string
      readonly id: number
      /** Filled in from the store when the request is appended; absent if it did not exist. */
      readonly letter?: DeadLetterRow
      readonly event?: StoredEvent
    }
  | {
      readonly type: 'dropDeadLetters'
      readonly namespace: string
      readonly ids: readonly number[]
      /** The letters that are waiting for a retry. Filled in from the store when the request is appended. */
      readonly underWay?: readonly number[]
    }
  /** The first answer ends the task. */
  | {
      readonly type: 'answerApproval'
      readonly workflowExecutionId: number
      readonly task: string
      readonly choice: string
      readonly comment?: string | undefined
      readonly parameters?: Readonly<Record<string, Json>> | undefined
      readonly sequenceNumber: number
    }
  | { readonly type: 'setState'; readonly workflowExecutionId: number; readonly name: string; readonly value: Json }
  | {
      readonly type: 'createToken'
      readonly name: string
      readonly role: Role
      readonly namespaces: readonly string[] | null
      readonly expireTime: number | null
    }
  | { readonly type: 'revokeToken'; readonly name: string }
  /** Somebody logged out of the web page. `expireTime` is when the session would have expired. */
  | { readonly type: 'endSession'; readonly session: string; readonly expireTime: number }
  /** Sent by the server itself, now and then. */
  | { readonly type: 'noteTokenUse'; readonly tokenId: number; readonly time: number }
  /** Sent by the server itself if a worker has attempts that are assigned to another one: see `moveAttempts`. */
  | { readonly type: 'moveAttempts'; readonly workerId: string; readonly attemptIds: readonly string[] }
  | { readonly type: 'forgetWorker'; readonly workerId: string }
  /** Sent by the server itself when a worker with free slots connects. */
  | { readonly type: 'workerReady'; readonly workerId: string }

/** The request is refused with `VERSION_MISMATCH` if this is given and is no longer the version. */
export interface Versioned {
  readonly ifVersion?: number | undefined
}

interface OfWorkflow {
  readonly namespace: string
  readonly workflow: string
}

export interface NamedOfWorkflow extends OfWorkflow {
  readonly name: string
}

export type ControlResult =
  | { readonly ok: true; readonly value: Json }
  | {
      readonly ok: false
      readonly error: {
        readonly code: ErrorCode
        readonly message: string
        readonly details: Readonly<Record<string, Json>>
      }
    }
