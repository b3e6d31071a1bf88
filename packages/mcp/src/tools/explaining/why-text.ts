import type { SeenEvent, Why, WhyLink } from '@aiflow/sdk/client'
import { senderText } from '@aiflow/sdk/internal/model'
import { wordOf } from '@aiflow/sdk/internal/text'
import { showInstant } from '../../answers/instant.ts'
import { quote } from '../../answers/quote.ts'

type Link<T extends WhyLink['type']> = Extract<WhyLink, { type: T }>

/** The chain from what was asked about down to its first cause, one link a line. */
export function whyLines({ links, next }: Why): string[] {
  const lines = links.flatMap((link, index) => [`${index + 1}. ${textOf(link)}`, ...detailsOf(link)])
  if (next === null) return lines
  return [...lines, `The chain goes on: why "${next.workflowExecutionId}/${next.taskName}/${next.sequenceNumber}"`]
}

/** `event "data" with value "1" (offset 12)` */
export function eventText({ kind, key, value, offset }: Pick<SeenEvent, 'kind' | 'key' | 'value' | 'offset'>): string {
  if (kind === 'status') return `${subjectOf(key)} became ${wordOf(value ?? '')} (offset ${offset})`
  return `event ${quote(key)}${value === null ? '' : ` with value ${quote(value)}`} (offset ${offset})`
}

function textOf(link: WhyLink): string {
  switch (link.type) {
    case 'taskExecution': {
      const { workflowExecutionId, taskName, sequenceNumber, status, time, offset } = link
      return `task execution ${workflowExecutionId}/${taskName}/${sequenceNumber} (${wordOf(status)}) was created at ${showInstant(time)}, offset ${offset}`
    }
    case 'workflowExecution':
      return `it started with workflow execution ${link.id} of "${link.workflowName}" (${wordOf(link.status)}) at ${showInstant(link.time)}${backfillText(link)}`
    case 'rule': {
      const what = link.task === null ? `trigger "${link.name}"` : `rule "${link.name}" of task "${link.task}"`
      return `by ${what}: ${link.action ?? 'start a workflow execution'} when ${link.text}`
    }
    case 'event':
      return `because of ${eventText(link.event)}, ${senderOf(link.event)}, at ${showInstant(link.event.createTime)}`
    case 'request': {
      const by = link.principal ?? link.sender
      return `because of a request, ${requestText(link)}, by ${by === null ? 'someone unknown' : quote(by)} at ${showInstant(link.time)}, offset ${link.offset}`
    }
    case 'timer':
      return `because of ${timerText(link)}, due ${showInstant(link.dueTime)}, offset ${link.offset}`
    case 'missing':
      return link.text
  }
}

function detailsOf(link: WhyLink): string[] {
  if (link.type !== 'rule') return []
  const { events, eventCount, statuses, states, waitedFor } = link
  return [
    ...(eventCount > 1 ? events.map((one) => `saw ${eventText(one)}`) : []),
    ...(eventCount > events.length ? [`saw ${eventCount} events in all`] : []),
    ...statuses.map(({ task, status }) => `saw task "${task}" ${status === null ? 'not run yet' : wordOf(status)}`),
    ...states.map(
      ({ name, before, after }) => `state "${name}": ${quote(before ?? 'none')} → ${quote(after ?? 'none')}`,
    ),
    ...(waitedFor === null ? [] : [`waited until ${waitedFor} had ended`]),
  ].map((line) => `   ${line}`)
}

function backfillText({ backfill }: Link<'workflowExecution'>): string {
  if (backfill === undefined) return ''
  return `, by backfill ${backfill.id} for ${showInstant(backfill.dueTime)}`
}

function senderOf(event: SeenEvent): string {
  const sender = senderText(event)
  return sender === null ? 'sent without a name' : `sent by ${quote(sender)}`
}

function requestText({ action, task, taskAction }: Link<'request'>): string {
  return task === undefined ? action : `${taskAction ?? action} of task "${task}"`
}

function timerText({ schedule, isTimeout }: Link<'timer'>): string {
  if (isTimeout === true) return 'the time limit of its workflow execution'
  return schedule === null ? 'the timer of the task' : `schedule "${schedule}"`
}

/** `aiflow/task-status/<workflow>/<task>` is for machines. */
function subjectOf(key: string): string {
  const [, what, ...names] = key.split('/')
  return `${what === 'task-status' ? 'task' : 'workflow'} "${names.at(-1)}"`
}
