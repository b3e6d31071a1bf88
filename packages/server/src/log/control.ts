import type {
  CatchUp,
  ConditionDefinition,
  ErrorCode,
  Json,
  TaskAction,
  WorkflowDefinition,
} from '@aiflow/sdk/internal'

/** What people and programs ask of the scheduler. A request is an event of the log, so it is ordered and explained. */
export type ControlRequest =
  | {
      readonly type: 'upload'
      readonly definitions: readonly { readonly hash: string; readonly definition: WorkflowDefinition }[]
      readonly bundleBlob: string
      readonly source: { readonly path: string; readonly blob: string }
      readonly files: readonly { readonly path: string; readonly blob: string }[]
    }
  | {
      readonly type: 'setWorkflowEnabled'
      readonly namespace: string
      readonly workflow: string
      readonly enabled: boolean
    }
  | { readonly type: 'startExecution'; readonly namespace: string; readonly workflow: string }
  | { readonly type: 'stopExecution'; readonly workflowExecutionId: number }
  | { readonly type: 'setExecutionPaused'; readonly workflowExecutionId: number; readonly paused: boolean }
  | {
      readonly type: 'taskAction'
      readonly workflowExecutionId: number
      readonly task: string
      readonly action: TaskAction
    }
  | {
      readonly type: 'addTrigger'
      readonly namespace: string
      readonly workflow: string
      readonly name: string
      readonly condition: ConditionDefinition
    }
  | ({ readonly type: 'setTriggerPaused'; readonly paused: boolean } & NamedOfWorkflow)
  | ({ readonly type: 'deleteTrigger' } & NamedOfWorkflow)
  | {
      readonly type: 'addSchedule'
      readonly namespace: string
      readonly workflow: string
      readonly name: string
      readonly expression: string
      readonly timezone: string
      readonly catchUp: CatchUp
    }
  | ({ readonly type: 'setSchedulePaused'; readonly paused: boolean } & NamedOfWorkflow)
  | ({ readonly type: 'deleteSchedule' } & NamedOfWorkflow)
  | {
      readonly type: 'setHandle'
      readonly workflowExecutionId: number
      readonly attemptId: string
      readonly handle: Json
    }
  | { readonly type: 'setState'; readonly workflowExecutionId: number; readonly name: string; readonly value: Json }
  /** Asked by the server itself when a worker with free slots connects. */
  | { readonly type: 'workerReady'; readonly workerId: string }

export interface NamedOfWorkflow {
  readonly namespace: string
  readonly workflow: string
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
