import { AIFlowError } from '../../errors/aiflow-error.ts'
import { isStoredName } from '../text/names.ts'
import type { ExecutionType } from './execution-type.ts'
import { TaskStatus } from './task-status.ts'

const KEY = /^(\d+)\/([^/]+)\/(\d+)$/

/** The fields of a task execution. Dates are `null` until they are known. */
export interface TaskExecutionFields {
  readonly workflowExecutionId: number
  readonly taskName: string
  readonly sequenceNumber: number
  readonly executionType: ExecutionType
  readonly beginDate?: Date | null
  readonly endDate?: Date | null
  /** The status; INIT by default. */
  readonly status?: TaskStatus
  readonly id?: number | null
}

/**
 * One run of a task in a workflow execution, including retries. A task can run many times: `sequenceNumber` counts
 * 1, 2, 3, …
 *
 * Source: `ai_flow.model.task_execution.TaskExecution`.
 */
export class TaskExecution {
  readonly workflowExecutionId: number
  readonly taskName: string
  readonly sequenceNumber: number
  readonly executionType: ExecutionType
  readonly beginDate: Date | null
  readonly endDate: Date | null
  readonly status: TaskStatus
  /** `null` until it is stored. */
  readonly id: number | null

  constructor(fields: TaskExecutionFields) {
    this.workflowExecutionId = fields.workflowExecutionId
    this.taskName = fields.taskName
    this.sequenceNumber = fields.sequenceNumber
    this.executionType = fields.executionType
    this.beginDate = fields.beginDate ?? null
    this.endDate = fields.endDate ?? null
    this.status = fields.status ?? TaskStatus.INIT
    this.id = fields.id ?? null
  }

  get key(): TaskExecutionKey {
    return new TaskExecutionKey(this.workflowExecutionId, this.taskName, this.sequenceNumber)
  }
}

/**
 * The key of a task execution. Prints as `<workflowExecutionId>/<taskName>/<sequenceNumber>`.
 *
 * Source: `ai_flow.model.task_execution.TaskExecutionKey`.
 */
export class TaskExecutionKey {
  readonly workflowExecutionId: number
  readonly taskName: string
  readonly sequenceNumber: number

  constructor(workflowExecutionId: number, taskName: string, sequenceNumber: number) {
    this.workflowExecutionId = workflowExecutionId
    this.taskName = taskName
    this.sequenceNumber = sequenceNumber
  }

  /** Reads what `toString` writes. Throws INVALID_ARGUMENT for any other text. */
  static parse(text: string): TaskExecutionKey {
    const [, executionId, taskName, sequenceNumber] = KEY.exec(text) ?? []
    const key = createKey(Number(executionId), taskName ?? '', Number(sequenceNumber))
    if (key.toString() === text && isStoredName(key.taskName) && key.sequenceNumber >= 1) return key
    throw new AIFlowError(
      'INVALID_ARGUMENT',
      `"${text}" is not the key of a task execution. Write it as <workflowExecutionId>/<taskName>/<sequenceNumber>, such as 7/train/1.`,
      { details: { key: text } },
    )
  }

  /** Writes the key as `<workflowExecutionId>/<taskName>/<sequenceNumber>`. */
  toString(): string {
    return `${this.workflowExecutionId}/${this.taskName}/${this.sequenceNumber}`
  }
}

/** Outside the class: one that refers to itself is renamed when it is bundled, and its name is printed with a key. */
function createKey(...fields: ConstructorParameters<typeof TaskExecutionKey>): TaskExecutionKey {
  return new TaskExecutionKey(...fields)
}
