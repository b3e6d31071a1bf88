import type { Evidence, VerdictRow } from '../evidence.ts'
import { groupBy } from './fault.ts'
import { type LaneHistory, wasStopped } from './lanes.ts'

/** Checks that every task execution has one reason, and that every accepted start led to at most one task execution. */
export function auditStarts(evidence: Evidence, histories: readonly LaneHistory[]): string[] {
  const { tasks, verdicts, definitions, executions } = evidence
  // The stop of an execution drops its pending starts.
  const stopped = new Set(histories.flatMap((each) => (wasStopped(each) ? [`execution:${each.row.id}`] : [])))
  const fired = groupBy(
    verdicts.filter(({ verdict, action }) => verdict === 'fired' && action !== 'STOP' && action !== null),
    ({ lane, task, rule }) => `${lane}/${task}/${rule}`,
  )
  const started = groupBy(
    tasks.filter(({ trigger }) => trigger.rule !== null),
    ({ execution, task, trigger }) => `execution:${execution}/${task}/${trigger.rule}`,
  )
  const snapshots = new Map(executions.map(({ id, snapshot }) => [`execution:${id}`, snapshot]))
  const mustAllStart = (place: string): boolean => {
    const [lane = '', task, rule] = place.split('/')
    const definition = definitions.get(snapshots.get(lane) ?? '')
    const rules = definition?.tasks.find(({ name }) => name === task)?.rules ?? []
    return (
      rules.every(({ action }) => action === 'START') && rules.find(({ name }) => name === rule)?.whenAlive === 'queue'
    )
  }
  return [...new Set([...fired.keys(), ...started.keys()])].flatMap((place) =>
    compare(
      place,
      fired.get(place) ?? [],
      (started.get(place) ?? []).map(({ trigger }) => trigger.events.at(-1)?.offset ?? 0),
      {
        isExact: mustAllStart(place) && !stopped.has(place.split('/')[0] ?? ''),
      },
    ),
  )
}

function compare(
  place: string,
  fired: readonly VerdictRow[],
  started: readonly number[],
  { isExact }: { isExact: boolean },
): string[] {
  const accepted = new Map<number, number>()
  for (const { offset } of fired) accepted.set(offset, (accepted.get(offset) ?? 0) + 1)
  const faults: string[] = []
  for (const offset of started) {
    const left = accepted.get(offset) ?? 0
    if (left === 0) faults.push(`${place} was started by the event at offset ${offset} without a verdict of its own`)
    accepted.set(offset, left - 1)
  }
  const lost = [...accepted].filter(([, left]) => left > 0)
  if (isExact)
    for (const [offset] of lost) faults.push(`${place} fired on the event at offset ${offset}, and nothing was started`)
  return faults
}
