import type { EventDetail, EventEffects } from '@aiflow/sdk/client'
import { wordOf } from '@aiflow/sdk/internal/text'
import type { Details } from '../printing/printer.ts'
import { type Colors, showStatus } from '../text/colors.ts'
import { oneLine } from '../text/text.ts'
import { showTime } from '../text/time.ts'

/** An event with its cause and its effects. */
export function eventDetails(event: EventDetail, effects: EventEffects, colors: Colors): Details {
  const { offset, kind, namespace, key, value, sender, context, workflowExecutionId, createTime, causeOffset } = event
  const fields: [string, string | null][] = [
    ['Event', String(offset)],
    ['Time', showTime(createTime)],
    ['Key', oneLine(key)],
    ['Value', value === null ? '-' : oneLine(value)],
    ['Namespace', namespace],
    ['Kind', kind],
    ['Sender', sender === null ? '-' : oneLine(sender)],
    ['By', event.principal === null ? null : oneLine(event.principal)],
    ['Context', context === null ? null : oneLine(context)],
    ['Only for', workflowExecutionId === null ? null : `workflow execution ${workflowExecutionId}`],
    ['Caused by', causeOffset === null ? null : `event ${causeOffset}`],
    ['Depth', event.depth === 0 ? null : String(event.depth)],
  ]
  const sections = [
    { title: 'Verdicts of rules', lines: effects.verdicts.map((verdict) => verdictLine(verdict, colors)) },
    {
      title: 'Effects',
      lines: [...effects.changes.map((one) => changeLine(one, colors)), ...laterLines(effects, colors)],
    },
    { title: 'Dead letters', lines: event.deadLetters.map(({ id, error }) => `${id}  ${colors.red(oneLine(error))}`) },
  ]
  return {
    fields: fields.flatMap(([label, text]) => (text === null ? [] : [[label, text]])),
    sections: sections.filter(({ lines }) => lines.length > 0),
  }
}

function verdictLine(verdict: EventEffects['verdicts'][number], colors: Colors): string {
  const { workflowExecutionId, task, rule, verdict: what, action, reason } = verdict
  const place = task === null ? `trigger "${rule}"` : `${workflowExecutionId}/${task}  rule "${rule}"`
  const paint = what === 'fired' ? colors.green : what === 'failed' ? colors.red : colors.yellow
  return `${place}  ${paint(`${what}${action === null ? '' : ` ${action}`}`)}${reason === null ? '' : `: ${oneLine(reason)}`}`
}

function changeLine(change: EventEffects['changes'][number], colors: Colors): string {
  const { offset, from, status } = change
  const what =
    change.type === 'taskExecution'
      ? `${change.workflowExecutionId}/${change.taskName}/${change.sequenceNumber}`
      : `workflow execution ${change.workflowExecutionId}`
  const before = from === null ? '' : `${wordOf(from)} → `
  return `${colors.dim(String(offset).padStart(6))}  ${what}  ${before}${showStatus(colors, status)}`
}

function laterLines({ laterStarts, isCut }: EventEffects, colors: Colors): string[] {
  const lines = laterStarts.map(
    ({ workflowExecutionId, taskName, sequenceNumber, status }) =>
      `${colors.dim(' later')}  ${workflowExecutionId}/${taskName}/${sequenceNumber}  ${showStatus(colors, status)}`,
  )
  return isCut ? [...lines, colors.dim('… and more')] : lines
}
