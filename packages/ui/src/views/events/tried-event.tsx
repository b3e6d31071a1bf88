import type { TriedEvent as Answer, TriedLane, TriedRule } from '@aiflow/sdk/client'
import { describeTried } from '@aiflow/sdk/internal/wire'
import { Text } from '@mantine/core'
import { Notice } from '../../components/kit/feedback/notice.tsx'
import classes from './tried-event.module.css'

/** What an event would do: each execution and workflow that hears it, with its rules. */
export function TriedEvent({ answer }: { readonly answer: Answer }) {
  const { key, refusal, lanes, more } = answer
  return (
    <section className={classes.answer} aria-label="What it would do" aria-live="polite">
      {refusal === null ? null : <Notice tone="failed">{refusal}</Notice>}
      {lanes.length === 0 ? <Text size="sm">No rule or trigger waits for “{key}”.</Text> : null}
      {lanes.map((lane) => (
        <Lane key={lane.workflowExecutionId ?? lane.workflowName} lane={lane} />
      ))}
      {more === 0 ? null : <Text size="sm">{more} more executions or workflows hear it. Name one execution.</Text>}
      <Text size="sm" c="dimmed">
        Nothing was sent.
      </Text>
    </section>
  )
}

function Lane({ lane: { workflowExecutionId: id, workflowName, hindrances, rules } }: { readonly lane: TriedLane }) {
  return (
    <div>
      <Text size="sm" fw={600}>
        {id === null ? `Triggers of ${workflowName}` : `Execution ${id} of ${workflowName}`}
      </Text>
      {hindrances.map((text) => (
        <Text key={text} size="sm">
          {text}
        </Text>
      ))}
      {rules.length === 0 ? <Text size="sm">None of its rules waits for this event now.</Text> : null}
      <ul className={classes.rules}>
        {rules.map((rule) => (
          <li key={`${rule.task}/${rule.rule}`}>{textOf(rule)}</li>
        ))}
      </ul>
    </div>
  )
}

function textOf(rule: TriedRule): string {
  const { what, why } = describeTried(rule)
  const place = rule.task === null ? `trigger “${rule.rule}”` : `${rule.task}, rule “${rule.rule}”`
  return `${place}: ${what}${why === null ? '' : `: ${why}`}`
}
