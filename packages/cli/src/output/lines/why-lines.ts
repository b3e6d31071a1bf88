import type { SeenEvent, Why, WhyLink } from '@aiflow/sdk/client'
import { senderText } from '@aiflow/sdk/internal/model'
import { wordOf } from '@aiflow/sdk/internal/text'
import type { Printer } from '../printing/printer.ts'
import { wrap } from '../printing/wrap.ts'
import type { Colors } from '../text/colors.ts'
import { showStatus } from '../text/colors.ts'
import { oneLine } from '../text/text.ts'
import { showTime } from '../text/time.ts'

const MAX_WIDTH = 100
const VALUE_LINES = 3

type Link<T extends WhyLink['type']> = Extract<WhyLink, { type: T }>

/** The head of a link, and the lines below it. */
interface Told {
  readonly mark: string
  readonly head: string
  readonly details: readonly string[]
}

const REQUESTS: Readonly<Record<string, string>> = {
  startExecution: 'start of the workflow execution',
  rerunExecution: 'rerun of the workflow execution',
  stopExecution: 'stop of the workflow execution',
  stopExecutions: 'stop of all executions of the workflow',
  startBackfill: 'start of the backfill',
  upload: 'upload of the workflow',
}

/** The chain from a task execution, on top, down to its first cause. */
export function whyLines({ links, next }: Why, { colors, layout }: Pick<Printer, 'colors' | 'layout'>): string[] {
  const width = Math.min(layout.width, MAX_WIDTH) - 4
  const lines = links.flatMap((link, index) => {
    const { mark, head, details } = tell(link, colors, width)
    const following = links[index + 1]
    const isLast = following === undefined && next === null
    // A rule belongs to what it started.
    const space = isLast || following?.type === 'rule' ? [] : [colors.dim('│')]
    const bar = isLast ? '  ' : `${colors.dim('│')} `
    return [`${mark} ${head}`, ...details.map((line) => `${bar}  ${line}`), ...space]
  })
  if (next === null) return lines
  const { workflowExecutionId, taskName, sequenceNumber } = next
  return [...lines, colors.dim(`… continues: aiflow why ${workflowExecutionId}/${taskName}/${sequenceNumber}`)]
}

/** `event "data" = 1`, its value on one line. */
function describeSeen({ kind, key, value }: Pick<SeenEvent, 'kind' | 'key' | 'value'>): string {
  if (kind === 'status') return `${statusSubject(key)} became ${wordOf(value ?? '')}`
  const shown = value === null ? '' : ` = ${oneLine(value)}`
  return `event "${oneLine(key)}"${shown}`
}

function tell(link: WhyLink, colors: Colors, width: number): Told {
  switch (link.type) {
    case 'taskExecution':
      return taskExecution(link, colors)
    case 'workflowExecution':
      return workflowExecution(link, colors)
    case 'rule':
      return rule(link, colors, width)
    case 'event':
      return event(link, colors, width)
    case 'request':
      return request(link, colors)
    case 'timer':
      return timer(link, colors)
    case 'missing':
      return { mark: colors.yellow('?'), head: link.text, details: [] }
  }
}

function taskExecution(link: Link<'taskExecution'>, colors: Colors): Told {
  const { workflowExecutionId, taskName, sequenceNumber, status, time, offset } = link
  const key = colors.bold(`${workflowExecutionId}/${taskName}/${sequenceNumber}`)
  const head = `${key}  ${showStatus(colors, status)}  ${place(colors, time, offset)}`
  return { mark: colors.cyan('●'), head, details: [] }
}

function workflowExecution(link: Link<'workflowExecution'>, colors: Colors): Told {
  const { id, workflowName, status, time, backfill } = link
  const head = `started with ${colors.bold(`workflow execution ${id}`)} of "${workflowName}"  ${showStatus(colors, status)}`
  const cause = backfill === undefined ? [] : [`started by backfill ${backfill.id} for ${showTime(backfill.dueTime)}`]
  return { mark: colors.cyan('●'), head, details: [...cause, colors.dim(showTime(time))] }
}

function rule(link: Link<'rule'>, colors: Colors, width: number): Told {
  const { task, name, action, text, events, eventCount, statuses, states, waitedFor } = link
  const what = task === null ? `trigger "${name}"` : `rule "${name}"`
  const does = task === null ? 'starts a workflow execution' : (action ?? 'acts')
  const details = wrap(`${does} when ${oneLine(text)}`, width)
  const seen = [
    ...(eventCount > 1 ? seenEvents(events, eventCount, width) : []),
    ...statuses.map((one) => `saw ${statusThen(one)}`),
    ...states.flatMap((state) =>
      wrap(`state "${state.name}": ${state.before ?? 'none'} → ${state.after ?? 'none'}`, width),
    ),
    ...(waitedFor === null ? [] : [`waited until ${waitedFor} had ended`]),
  ]
  return {
    mark: colors.dim('│'),
    head: `  ${colors.bold(what)}`,
    details: [...details, ...seen.map((line) => colors.dim(line))],
  }
}

function seenEvents(events: readonly SeenEvent[], count: number, width: number): string[] {
  const lines = events.flatMap((one) => wrap(`saw ${describeSeen(one)}  (offset ${one.offset})`, width, 2))
  return count > events.length ? [`saw ${count} events, the newest of them:`, ...lines] : lines
}

function statusThen({ task, status, offset }: Link<'rule'>['statuses'][number]): string {
  if (status === null) return `task "${task}" had not run`
  return `task "${task}" was ${wordOf(status)}${offset === null ? '' : `  (offset ${offset})`}`
}

function event({ event: seen }: Link<'event'>, colors: Colors, width: number): Told {
  const { kind, key, value, createTime, offset } = seen
  const sender = senderText(seen)
  const at = place(colors, createTime, offset)
  if (kind === 'status') {
    return {
      mark: colors.magenta('◆'),
      head: `${statusSubject(key)} became ${wordOf(value ?? '')}  ${at}`,
      details: [],
    }
  }
  const from = sender === null ? 'sent from outside, without a name' : `sent by ${oneLine(sender)}`
  const details = [...(value === null ? [] : wrap(oneLine(value), width, VALUE_LINES)), colors.dim(from)]
  return { mark: colors.magenta('◆'), head: `event ${colors.bold(`"${oneLine(key)}"`)}  ${at}`, details }
}

function request(link: Link<'request'>, colors: Colors): Told {
  const { sender, requestId, time, offset } = link
  const by = sender === null ? 'someone with the token of the server' : `"${oneLine(sender)}"`
  const details = requestId === null ? [] : [colors.dim(`request ${oneLine(requestId)}`)]
  return {
    mark: colors.green('■'),
    head: `${describeRequest(link)}, requested by ${colors.bold(by)}  ${place(colors, time, offset)}`,
    details,
  }
}

/** `START train`. An older server does not name the task. */
function describeRequest({ action, task, taskAction }: Link<'request'>): string {
  if (action === 'taskAction') return `${taskAction ?? 'action on'} ${task ?? 'the task'}`
  if (action === 'forceStop') return `STOP ${task ?? 'the task'} by force`
  return REQUESTS[action] ?? action
}

function timer({ schedule, dueTime, offset, isTimeout }: Link<'timer'>, colors: Colors): Told {
  const own = isTimeout === true ? 'the time limit of its workflow execution' : 'its timer'
  const what = schedule === null ? own : `schedule ${colors.bold(`"${schedule}"`)}`
  return {
    mark: colors.green('■'),
    head: `${what}, due ${showTime(dueTime)}  ${colors.dim(`offset ${offset}`)}`,
    details: [],
  }
}

function place(colors: Colors, time: number, offset: number): string {
  return colors.dim(`${showTime(time)}  offset ${offset}`)
}

/** `aiflow/task-status/<workflow>/<task>` is for machines. */
function statusSubject(key: string): string {
  const [, what, ...names] = key.split('/')
  return `${what === 'task-status' ? 'task' : 'workflow'} "${names.at(-1)}"`
}
