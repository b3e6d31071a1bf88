import type { Evidence, TaskRow } from '../evidence.ts'
import { groupBy } from './fault.ts'

/** Checks that manual requests were carried out once: starts of tasks, and retries before their time. */
export function auditHands(evidence: Evidence): string[] {
  return [...auditStartedTasks(evidence), ...auditRetries(evidence)]
}

function auditStartedTasks(evidence: Evidence): string[] {
  const asked = groupBy(evidence.ledger.startedTasks, placeOf)
  const started = groupBy(startedByHand(evidence), placeOf)
  return [...new Set([...asked.keys(), ...started.keys()])].flatMap((place) => {
    const accepted = asked.get(place) ?? []
    const least = accepted.filter(({ atOnce }) => atOnce).length
    const count = started.get(place)?.length ?? 0
    return count >= least && count <= accepted.length
      ? []
      : [`${place} was started by hand ${count} times; ${least} to ${accepted.length} starts were accepted`]
  })
}

/** A task that starts with an execution that was started by hand counts as started by hand. */
function startedByHand({ tasks, executions, definitions }: Evidence): TaskRow[] {
  const snapshots = new Map(executions.map(({ id, snapshot }) => [id, snapshot]))
  return tasks.filter((row) => {
    if (row.type !== 'MANUAL' || row.trigger.rule !== null) return false
    const data = definitions.get(snapshots.get(row.execution) ?? '')?.tasks.find(({ name }) => name === row.task)
    const isFirst = data?.rules.every(({ action }) => action !== 'START') && data.periodicExpression === undefined
    return row.sequence > 1 || !isFirst
  })
}

/** No attempt of "late" follows another one in time, unless it is requested. */
function auditRetries({ tasks, executions, ledger }: Evidence): string[] {
  const asked = groupBy(ledger.retriedTasks, sequencePlaceOf)
  const late = new Set(executions.filter(({ workflow }) => workflow === 'late').map(({ id }) => id))
  return tasks.flatMap((row) => {
    const times = asked.get(sequencePlaceOf(row))?.length ?? 0
    if (!late.has(row.execution) || row.attemptNumber === 1 + times) return []
    return [`${sequencePlaceOf(row)} came to ${row.attemptNumber} attempts, and ${times} were asked for by hand`]
  })
}

function placeOf({ execution, task }: Pick<TaskRow, 'execution' | 'task'>): string {
  return `${execution}/${task}`
}

function sequencePlaceOf({ execution, task, sequence }: Pick<TaskRow, 'execution' | 'task' | 'sequence'>): string {
  return `${execution}/${task}/${sequence}`
}
