import type { VerdictResource, WhyNot, WhyNotRule, WhyNotTrigger } from '@aiflow/sdk/client'
import { wordOf } from '@aiflow/sdk/internal/text'
import type { Printer } from '../printing/printer.ts'
import { wrap } from '../printing/wrap.ts'
import { showStatus } from '../text/colors.ts'
import { oneLine } from '../text/text.ts'
import { showTime } from '../text/time.ts'

const MAX_WIDTH = 100

type Paper = Pick<Printer, 'colors' | 'layout'>

/** What blocks a task, then each of its rules. */
export function whyNotLines(answer: WhyNot, paper: Paper): string[] {
  const { workflowExecutionId: id, task, status, sequenceNumber, hindrances, starts, nextTime, rules } = answer
  const { colors } = paper
  const name = colors.bold(`${id}/${task}${sequenceNumber === null ? '' : `/${sequenceNumber}`}`)
  const head = status === null ? `${name} has not run yet` : `${name} is ${showStatus(colors, status)}`
  const next = nextTime === null ? [] : [`Its timer fires next at ${showTime(nextTime)}.`]
  const notes = [...starts, ...next]
  return [
    head,
    ...marked(hindrances, colors.yellow('!'), paper),
    ...marked(notes, colors.dim('·'), paper),
    ...rules.flatMap((rule) => ['', ...ruleLines(`rule "${rule.name}"`, rule, paper)]),
    ...(rules.length === 0 && notes.length === 0 ? [colors.dim('It has no rules.')] : []),
  ]
}

export function whyNotTriggerLines({ workflow, trigger, hindrances, rule }: WhyNotTrigger, paper: Paper): string[] {
  const { colors } = paper
  return [
    `${colors.bold(`trigger "${trigger}"`)} of workflow "${workflow}"`,
    ...marked(hindrances, colors.yellow('!'), paper),
    '',
    ...ruleLines('its condition', rule, paper),
  ]
}

function ruleLines(what: string, rule: WhyNotRule, paper: Paper): string[] {
  const { colors } = paper
  const { action, text, waitsFor, notMet, verdicts, refusal, deadLetters } = rule
  const width = widthOf(paper) - 2
  const does = action ?? 'starts a workflow execution'
  return [
    colors.bold(what),
    ...wrap(`${does} when ${oneLine(text)}`, width).map((line) => `  ${line}`),
    ...(refusal === null ? [] : marked([refusal], colors.yellow('!'), paper).map((line) => `  ${line}`)),
    ...waitsFor.flatMap((one) => waitingLines(one, rule, paper)),
    ...(isAllThere(rule) ? [`  ${colors.dim('·')} it is judged again at the next change`] : []),
    ...(notMet === null ? [] : notMetLines(notMet, paper)),
    ...verdictLines(verdicts, paper),
    ...deadLetterLines(deadLetters, paper),
  ]
}

/** Whether all that the rule waits for is there, and was judged already. */
function isAllThere({ condition, waitsFor }: WhyNotRule): boolean {
  return isOfTasks(condition) && waitsFor.every(({ isSeen }) => isSeen)
}

function isOfTasks({ type }: WhyNotRule['condition']): boolean {
  return type === 'taskStatus' || type === 'allTaskStatuses' || type === 'taskOutcomes'
}

function waitingLines(
  { text, isSeen, event, status }: WhyNotRule['waitsFor'][number],
  { condition }: WhyNotRule,
  paper: Paper,
): string[] {
  const { colors } = paper
  const mark = isSeen ? colors.green('✓') : colors.red('✗')
  const isRemembered = isOfTasks(condition) || condition.type === 'allEvents'
  // A condition that judges each event alone has nothing to tick off.
  if (!isRemembered) return [`  ${colors.dim('·')} waits for the next ${oneLine(text)}`]
  const when = event === null ? '' : colors.dim(`  ${showTime(event.createTime)}  offset ${event.offset}`)
  const isNot = isOfTasks(condition) ? `it ${status === null ? 'has not run' : `is ${wordOf(status)}`}` : 'not seen yet'
  const state = isSeen ? '' : `: ${isNot}`
  const value = isOfTasks(condition) || event?.value == null ? [] : wrap(oneLine(event.value), widthOf(paper) - 4, 2)
  return [`  ${mark} ${oneLine(text)}${state}${when}`, ...value.map((line) => colors.dim(`    ${line}`))]
}

function notMetLines({ count, lastOffset, reason, time }: NonNullable<WhyNotRule['notMet']>, paper: Paper): string[] {
  const { colors } = paper
  const when = `${time === null ? '' : `${showTime(time)}  `}offset ${lastOffset}`
  const head = `not met ${count === 1 ? 'once' : `${count} times`}, the last time`
  return [`  ${head} ${colors.dim(when)}`, ...wrap(oneLine(reason), widthOf(paper) - 4, 4).map((line) => `    ${line}`)]
}

function verdictLines(verdicts: readonly VerdictResource[], { colors }: Paper): string[] {
  return verdicts.map(({ verdict, task, action, reason, resultId, createTime, eventOffset }) => {
    const paint = verdict === 'fired' ? colors.green : verdict === 'failed' ? colors.red : colors.yellow
    const begun = task === null && resultId !== null ? `workflow execution ${resultId}` : null
    const why = (reason ?? begun) === null ? '' : `: ${oneLine(reason ?? begun ?? '')}`
    const what = paint(`${verdict}${action === null ? '' : ` ${action}`}`)
    return `  ${what}${why}  ${colors.dim(`${showTime(createTime)}  offset ${eventOffset}`)}`
  })
}

function deadLetterLines(letters: WhyNotRule['deadLetters'], paper: Paper): string[] {
  const { colors } = paper
  return letters.flatMap(({ id, eventOffset, error }) => [
    `  ${colors.red(`dead letter ${id}`)}  ${colors.dim(`offset ${eventOffset}, try it again with "aiflow dead-letter retry ${id}"`)}`,
    ...wrap(oneLine(error), widthOf(paper) - 4, 2).map((line) => `    ${line}`),
  ])
}

function marked(texts: readonly string[], mark: string, paper: Paper): string[] {
  return texts.flatMap((text) =>
    wrap(text, widthOf(paper) - 4).map((line, index) => (index === 0 ? `${mark} ${line}` : `  ${line}`)),
  )
}

function widthOf({ layout }: Paper): number {
  return Math.min(layout.width, MAX_WIDTH)
}
