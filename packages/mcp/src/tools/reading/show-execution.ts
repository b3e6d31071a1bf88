import type { ItemCounts, WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { wordOf } from '@aiflow/sdk/internal/text'
import * as z from 'zod'
import { boundedLines } from '../../answers/bounded-lines.ts'
import { showDuration, showInstant } from '../../answers/instant.ts'
import { quote } from '../../answers/quote.ts'
import { placeOf, placeSchema } from '../../arguments/place.ts'
import { defineTool } from '../tool.ts'
import { failureText } from './failure-text.ts'

type TaskOfExecution = WorkflowExecutionDetail['tasks'][number]

const STARTERS = { MANUAL: 'a request', EVENT: 'an event', PERIODIC: 'a schedule' } as const

const PARAMETERS_CHARACTERS = 1000

export const showExecution = defineTool({
  name: 'show_execution',
  title: 'A workflow execution',
  description:
    'Shows a workflow execution: its status, how it was started, its parameters, what blocks it, and each task with its status, duration and failure. Takes "12", or the id of one of its tasks.',
  effect: 'read',
  input: z.strictObject({ id: placeSchema }),
  call: async ({ id }, { client, signal }) => {
    const execution = await client().workflowExecutions.get(placeOf(id).execution, { signal })
    const lines = [...headLines(execution), ...blockedLines(execution), countLine(execution), ...taskLines(execution)]
    return { text: boundedLines(lines, 'Ask why_not, or read_logs, about one task.') }
  },
})

function headLines(execution: WorkflowExecutionDetail): string[] {
  const { id, workflowName, namespace, status, beginTime, endTime, parameters, failureReason } = execution
  const { stopping, paused, waitsFor } = execution
  const over = endTime === null ? '' : `, ended ${showInstant(endTime)} after ${showDuration(endTime - beginTime)}`
  const flags = [stopping && 'a stop was requested', paused && 'paused', waitsFor && `waits for its ${waitsFor}`]
  const also = flags.filter((flag) => typeof flag === 'string' && flag !== '')
  const by = starterOf(execution)
  return [
    `Workflow execution ${id} of "${workflowName}" (namespace "${namespace}") is ${wordOf(status)}${also.length === 0 ? '' : ` (${also.join(', ')})`}.`,
    `Started by ${by} at ${showInstant(beginTime)}${over}.`,
    ...(Object.keys(parameters).length === 0
      ? []
      : [`Parameters, as JSON: ${quote(JSON.stringify(parameters), PARAMETERS_CHARACTERS)}`]),
    ...(failureReason ? [`It fails because: ${quote(failureReason)}`] : []),
    ...(execution.circuits ?? []).map(
      ({ task, rule, status: circuit, reason }) =>
        `The rule "${rule}" of task "${task}" is not judged (${circuit})${reason === null ? '' : `: ${quote(reason)}`}`,
    ),
  ]
}

function starterOf({ parent, trigger }: WorkflowExecutionDetail): string {
  if (parent !== null) {
    const { workflowExecutionId, taskName, sequenceNumber } = parent
    return `the task ${workflowExecutionId}/${taskName}/${sequenceNumber}, which waits for it`
  }
  return trigger.rule === null ? STARTERS[trigger.type] : `the trigger "${trigger.rule}"`
}

function blockedLines({ blocked }: WorkflowExecutionDetail): string[] {
  if (!blocked) return []
  const { tasks, idle, events } = blocked
  return [
    ...(idle ? ['Nothing runs, and nothing will start by itself.'] : []),
    ...tasks.first.map(({ task, reason }) => `Task "${task}" cannot start any more: ${reason}`),
    ...events.first.map(({ task, waitsFor, reason }) => `Task "${task}" waits for ${waitsFor}: ${reason}`),
  ]
}

function countLine({ tasks }: WorkflowExecutionDetail): string {
  const counts = new Map<string, number>()
  for (const { latest } of tasks) {
    const status = latest === null ? 'have not run' : wordOf(latest.status)
    counts.set(status, (counts.get(status) ?? 0) + 1)
  }
  return `Tasks: ${[...counts].map(([status, count]) => `${count} ${status}`).join(', ') || 'none'}.`
}

/** What failed comes first, since a long list is cut. */
function taskLines({ id, tasks }: WorkflowExecutionDetail): string[] {
  const failed = tasks.filter(({ latest }) => latest?.status === 'FAILED')
  const others = tasks.filter(({ latest }) => latest?.status !== 'FAILED')
  return [...failed, ...others].map((task) => `- ${taskText(id, task)}`)
}

function taskText(id: number, { name, latest, pendingStarts }: TaskOfExecution): string {
  if (latest === null) return `${id}/${name} has not run`
  const { sequenceNumber, status, beginTime, endTime, attemptNumber } = latest
  const took = beginTime !== null && endTime !== null ? ` after ${showDuration(endTime - beginTime)}` : ''
  const begun = endTime === null && beginTime !== null ? ` since ${showInstant(beginTime)}` : ''
  const attempt = attemptNumber > 1 ? `, attempt ${attemptNumber}` : ''
  const child = latest.childExecutionId == null ? '' : `, workflow execution ${latest.childExecutionId}`
  const items = latest.items == null ? '' : `, ${itemsText(latest.items)}`
  const waiting = pendingStarts > 0 ? `, ${pendingStarts} starts wait` : ''
  const failure = status === 'FAILED' || status === 'RETRYING' ? failureText(latest) : null
  return `${id}/${name}/${sequenceNumber} ${wordOf(status)}${took}${begun}${attempt}${child}${items}${waiting}${failure === null ? '' : `: ${failure}`}`
}

/** How many items of a task over a list are where. */
function itemsText({ total, succeeded, failed, running, retrying }: ItemCounts): string {
  const others = Object.entries({ running, retrying, failed }).filter(([, count]) => count > 0)
  return [`${succeeded} of ${total} items succeeded`, ...others.map(([what, count]) => `${count} ${what}`)].join(', ')
}
