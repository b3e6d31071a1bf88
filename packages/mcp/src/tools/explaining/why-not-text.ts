import type { WhyNot, WhyNotRule, WhyNotTrigger } from '@aiflow/sdk/client'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { nearestName, wordOf } from '@aiflow/sdk/internal/text'
import { showInstant } from '../../answers/instant.ts'
import { quote } from '../../answers/quote.ts'

/** What blocks a task, then each of its rules, or the one that is named. Throws `RULE_NOT_FOUND`. */
export function whyNotLines(answer: WhyNot, only: string | undefined): string[] {
  const { workflowExecutionId, task, status, sequenceNumber, hindrances, starts, nextTime, rules } = answer
  const place = `${workflowExecutionId}/${task}`
  const head =
    status === null || sequenceNumber === null
      ? `Task ${place} has not run yet.`
      : `Task ${place} ran last as ${place}/${sequenceNumber}, which is ${wordOf(status)}.`
  return [
    head,
    ...hindrances.map((text) => `Blocked: ${text}`),
    ...starts,
    ...(nextTime === null ? [] : [`Its timer fires next at ${showInstant(nextTime)}.`]),
    ...chosen(rules, only).flatMap((rule) => ruleLines(`Rule "${rule.name}"`, rule)),
    ...(rules.length === 0 && starts.length === 0 ? ['It has no rules.'] : []),
  ]
}

export function whyNotTriggerLines({ workflow, trigger, hindrances, rule }: WhyNotTrigger): string[] {
  return [
    ...hindrances.map((text) => `Blocked: ${text}`),
    ...ruleLines(`Trigger "${trigger}" of workflow "${workflow}"`, rule),
  ]
}

function chosen(rules: readonly WhyNotRule[], only: string | undefined): readonly WhyNotRule[] {
  if (only === undefined) return rules
  const found = rules.filter(({ name }) => name === only)
  if (found.length > 0) return found
  const names = rules.map(({ name }) => name)
  const nearest = nearestName(only, names)
  const advice =
    nearest === null ? `Its rules are ${names.map((name) => `"${name}"`).join(', ')}.` : `Did you mean "${nearest}"?`
  throw new AIFlowError('RULE_NOT_FOUND', `The task has no rule "${only}". ${advice}`)
}

function ruleLines(what: string, rule: WhyNotRule): string[] {
  const { action, text, refusal, notMet, verdicts, deadLetters } = rule
  return [
    `${what}: ${action ?? 'start a workflow execution'} when ${text}`,
    ...(refusal === null ? [] : [`  Not judged: ${refusal}`]),
    ...rule.waitsFor.map((one) => `  ${waitingText(one, rule)}`),
    ...(notMet === null
      ? []
      : [
          `  Not met ${notMet.count} times, last for the event at offset ${notMet.lastOffset}: ${quote(notMet.reason)}`,
        ]),
    ...verdicts.map(({ verdict, reason, eventOffset, createTime }) => {
      const because = reason === null ? '' : `: ${quote(reason)}`
      return `  ${verdict} for the event at offset ${eventOffset}, ${showInstant(createTime)}${because}`
    }),
    ...deadLetters.map(
      ({ id, eventOffset, error }) =>
        `  Failed on the event at offset ${eventOffset} (dead letter ${id}): ${quote(error)}`,
    ),
  ]
}

function waitingText(
  { text, isSeen, event, status }: WhyNotRule['waitsFor'][number],
  { condition }: WhyNotRule,
): string {
  const isOfTasks = ['taskStatus', 'allTaskStatuses', 'taskOutcomes'].includes(condition.type)
  // A condition that judges each event alone remembers none.
  if (!isOfTasks && condition.type !== 'allEvents') return `waits for the next ${text}`
  if (isSeen) return `has ${text}${event === null ? '' : ` (offset ${event.offset})`}`
  const state = isOfTasks ? (status === null ? 'it has not run' : `it is ${wordOf(status)}`) : 'not seen yet'
  return `waits for ${text}: ${state}`
}
