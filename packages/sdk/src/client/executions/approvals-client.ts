import type { Json } from '../../model/json/json.ts'
import {
  type ApprovalAnswerResult,
  type ApprovalResource,
  answerResponseSchema,
  approvalSchema,
} from '../../wire/http/approvals.ts'
import { type Page, pageOf } from '../../wire/http/paging.ts'
import type { CallOptions, PageOptions } from '../transport/call.ts'
import { pathOf } from '../transport/path.ts'
import type { Transport } from '../transport/transport.ts'
import type { TaskExecutionRef } from './task-executions-client.ts'

const approvalPageSchema = pageOf(approvalSchema)

export interface ApprovalListOptions extends PageOptions {
  readonly namespace?: string | undefined
  /** Only of this workflow execution. */
  readonly workflowExecution?: number | undefined
}

/** The answer to an approval. */
export interface ApprovalAnswer extends CallOptions {
  /** The name of one of its choices. */
  readonly choice: string
  /** At most 10,000 characters; none by default. */
  readonly comment?: string | undefined
  /** Values as its `parameters` describe them; none by default. */
  readonly parameters?: Readonly<Record<string, Json>> | undefined
}

/** Tasks that wait for the answer of a person. */
export class ApprovalsClient {
  readonly #transport: Transport

  constructor(transport: Transport) {
    this.#transport = transport
  }

  /** Those that wait now, oldest first. Throws `WORKFLOW_EXECUTION_NOT_FOUND` if one is named that does not exist. */
  list({ signal, workflowExecution, ...query }: ApprovalListOptions = {}): Promise<Page<ApprovalResource>> {
    const path =
      workflowExecution === undefined
        ? pathOf('approvals')
        : pathOf('workflow-executions', workflowExecution, 'approvals')
    return this.#transport.request(approvalPageSchema, { method: 'GET', path, query, signal })
  }

  /**
   * Answers one run of a task, which ends it. The first answer counts. Throws `APPROVAL_CLOSED` if that run does not wait any
   * more, `EXECUTION_ENDED` if its workflow execution has ended, `FORBIDDEN` if the token may not answer, `TASK_NOT_FOUND`, or `INVALID_ARGUMENT` for another choice or other parameters
   * than it offers.
   */
  answer(
    { workflowExecutionId, taskName, sequenceNumber }: TaskExecutionRef,
    { signal, ...answer }: ApprovalAnswer,
  ): Promise<ApprovalAnswerResult> {
    const path = pathOf('workflow-executions', workflowExecutionId, 'tasks', taskName, 'answer')
    const body = { ...answer, sequenceNumber }
    return this.#transport.request(answerResponseSchema, { method: 'POST', path, body, once: true, signal })
  }
}
