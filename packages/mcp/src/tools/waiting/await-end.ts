import type { AIFlowClient, Change, TaskExecutionRef } from '@aiflow/sdk/client'
import { isFinished } from '@aiflow/sdk/internal/model'
import { wordOf } from '@aiflow/sdk/internal/text'
import type { Answer } from '../../answers/answer.ts'
import { quote } from '../../answers/quote.ts'
import type { Place } from '../../arguments/place.ts'
import { latestRun } from '../../callers/latest-run.ts'
import { failureText } from '../reading/failure-text.ts'
import type { Awaiting } from './awaiting.ts'

/** Waits for the end of a workflow execution, or of one task execution. */
export async function awaitEnd(
  { execution, task, sequence }: Place,
  { client, signal, until }: Awaiting,
): Promise<Answer> {
  const caller = client()
  // The end of the log is read before the status, so that no change is missed in between.
  const { lastOffset } = await caller.server.info({ signal })
  const run = task === null ? null : await latestRun(caller, { execution, task, sequence }, signal)
  const look = () => (run === null ? lookAtExecution(caller, execution, signal) : lookAtTask(caller, run, signal))
  const isIt = (change: Change) =>
    run === null
      ? change.type === 'workflowExecution'
      : change.type === 'taskExecution' &&
        change.taskName === run.taskName &&
        change.sequenceNumber === run.sequenceNumber
  const before = await look()
  if (before.isOver) return answerOf(before)
  const changes = caller.changes.listen({ workflowExecutionId: execution, from: lastOffset, signal: until })
  for await (const change of changes) {
    if (isIt(change) && isFinished(change.status)) break
  }
  return answerOf(await look())
}

interface Looked {
  readonly name: string
  readonly status: string
  readonly isOver: boolean
  readonly failure: string | null
}

async function lookAtExecution(client: AIFlowClient, id: number, signal: AbortSignal): Promise<Looked> {
  const { status, endTime, failureReason } = await client.workflowExecutions.get(id, { tasks: 'none', signal })
  const failure = failureReason ? quote(failureReason) : null
  return { name: `Workflow execution ${id}`, status: wordOf(status), isOver: endTime !== null, failure }
}

async function lookAtTask(client: AIFlowClient, run: TaskExecutionRef, signal: AbortSignal): Promise<Looked> {
  const task = await client.taskExecutions.get(run, { signal })
  const name = `Task execution ${run.workflowExecutionId}/${run.taskName}/${run.sequenceNumber}`
  return { name, status: wordOf(task.status), isOver: isFinished(task.status), failure: failureText(task) }
}

function answerOf({ name, status, isOver, failure }: Looked): Answer {
  const text = isOver
    ? `${name} has ended: ${status}${failure === null ? '' : `, ${failure}`}. show_execution has the details.`
    : `${name} is still ${status}. Call wait_for again to wait on.`
  return { text, data: { isOver, status, ...(failure === null ? {} : { reason: failure }) } }
}
