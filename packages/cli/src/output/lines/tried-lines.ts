import type { TriedEvent, TriedLane, TriedRule } from '@aiflow/sdk/client'
import { describeTried } from '@aiflow/sdk/internal/wire'
import type { Printer } from '../printing/printer.ts'
import { wrap } from '../printing/wrap.ts'
import { oneLine } from '../text/text.ts'

const MAX_WIDTH = 100

type Paper = Pick<Printer, 'colors' | 'layout'>

/** What an event would do: each execution and workflow that hears it, with its rules. */
export function triedLines({ namespace, key, refusal, lanes, more }: TriedEvent, paper: Paper): string[] {
  const { colors } = paper
  const refused = refusal === null ? [] : marked(`It would be refused now: ${refusal}`, colors.yellow('!'), paper)
  const nobody = `No rule or trigger in the namespace "${namespace}" waits for "${oneLine(key)}".`
  const isOrAre = more === 1 ? 'execution or workflow hears' : 'executions or workflows hear'
  return [
    ...refused,
    ...(lanes.length === 0 ? wrap(nobody, widthOf(paper)) : []),
    ...lanes.flatMap((lane, index) => [...(index === 0 ? [] : ['']), ...laneLines(lane, paper)]),
    ...(more === 0 ? [] : ['', `${more} more ${isOrAre} it. Name one with --execution.`]),
    '',
    colors.dim('Nothing was sent.'),
  ]
}

function laneLines({ workflowExecutionId: id, workflowName, hindrances, rules }: TriedLane, paper: Paper): string[] {
  const { colors } = paper
  const head = id === null ? `triggers of workflow "${workflowName}"` : `workflow execution ${id} of "${workflowName}"`
  return [
    colors.bold(head),
    ...hindrances.flatMap((text) => marked(text, colors.yellow('!'), paper)),
    ...(rules.length === 0 ? [colors.dim('  None of its rules waits for this event now.')] : []),
    ...rules.flatMap((rule) => ruleLines(rule, paper)),
  ]
}

function ruleLines(rule: TriedRule, paper: Paper): string[] {
  const { colors } = paper
  const { what, why } = describeTried(rule)
  const place = rule.task === null ? `trigger "${rule.rule}"` : `${rule.task}, rule "${rule.rule}"`
  const text = `${place}: ${what}${why === null ? '' : `: ${oneLine(why)}`}`
  const condition = wrap(`when ${oneLine(rule.text)}`, widthOf(paper) - 6, 3)
  return [
    ...marked(text, markOf(rule, paper), paper).map((line) => `  ${line}`),
    ...condition.map((line) => colors.dim(`      ${line}`)),
  ]
}

function markOf({ verdict }: TriedRule, { colors }: Paper): string {
  switch (verdict) {
    case 'fired':
      return colors.green('✓')
    case 'failed':
      return colors.red('✗')
    case 'notTried':
      return colors.yellow('?')
    case 'ignored':
    case 'overruled':
    case 'notMet':
      return colors.dim('·')
  }
}

function marked(text: string, mark: string, paper: Paper): string[] {
  return wrap(text, widthOf(paper) - 4).map((line, index) => (index === 0 ? `${mark} ${line}` : `  ${line}`))
}

function widthOf({ layout }: Paper): number {
  return Math.min(layout.width, MAX_WIDTH)
}
