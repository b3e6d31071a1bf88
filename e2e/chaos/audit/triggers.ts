import type { EventRow, Evidence, TriggerRow } from '../evidence.ts'
import { isWithin, pausesOfSource } from './pauses.ts'
import { keysOf } from './rules.ts'

/** Every event that a trigger reacts to, while it is not paused, came to one execution: its own, one for many, or one for the newest. */
export function auditTriggers(evidence: Evidence): string[] {
  return evidence.triggers.flatMap((trigger) => {
    const keys = keysOf(trigger.condition)
    const pauses = pausesOfSource(evidence, trigger.workflow, trigger.name)
    const offered = evidence.events.filter(
      ({ kind, key, execution, offset }) =>
        kind === 'user' && execution === null && keys.includes(key) && !pauses.some((pause) => isWithin(offset, pause)),
    )
    return trigger.fanIn.type === 'latest'
      ? auditLatest(evidence, trigger, offered)
      : auditAll(evidence, trigger, offered)
  })
}

function auditAll(evidence: Evidence, trigger: TriggerRow, offered: readonly EventRow[]): string[] {
  const handed = handedOf(evidence, trigger)
  const times = new Map<number, number>()
  for (const offset of handed) times.set(offset, (times.get(offset) ?? 0) + 1)
  const known = new Set(offered.map(({ offset }) => offset))
  return [
    ...offered.flatMap(({ offset }) => {
      const count = times.get(offset) ?? 0
      return count === 1 ? [] : [`${placeOf(trigger)} handed the event at offset ${offset} to ${count} executions`]
    }),
    ...handed.flatMap((offset) =>
      known.has(offset) ? [] : [`${placeOf(trigger)} was paused, and handed the event at offset ${offset} on`],
    ),
  ]
}

/** What is kept gives way to what is newer, so the last one of all always starts an execution, and none starts two. */
function auditLatest(evidence: Evidence, trigger: TriggerRow, offered: readonly EventRow[]): string[] {
  const handed = handedOf(evidence, trigger)
  const last = offered.at(-1)?.offset
  const faults = handed.flatMap((offset, index) =>
    handed.indexOf(offset) === index
      ? []
      : [`${placeOf(trigger)} handed the event at offset ${offset} to two executions`],
  )
  if (last !== undefined && !handed.includes(last))
    faults.push(`${placeOf(trigger)} lost its newest event, at offset ${last}`)
  return faults
}

function handedOf({ executions }: Evidence, { workflowId, name }: TriggerRow): number[] {
  return executions
    .filter((execution) => execution.workflowId === workflowId && execution.trigger.rule === name)
    .flatMap(({ trigger }) => trigger.events.map(({ offset }) => offset))
}

function placeOf({ workflow, name }: TriggerRow): string {
  return `the trigger "${name}" of "${workflow}"`
}
