import type { Evidence, RuleData, VerdictRow } from '../evidence.ts'
import { COUNT_STATE, SUM_STATE } from '../workflows/counting-states.ts'
import { groupBy } from './fault.ts'
import { type LaneHistory, wasStopped } from './lanes.ts'
import { pausesOfExecution } from './pauses.ts'
import { type Expected, expectedOf, keysOf } from './rules.ts'

/**
 * Checks that every rule of an execution has one verdict on every event that touched it: the stored ones and the counted "not
 * met" must follow from the log, and counters of user code must hold the sum of the judged events.
 */
export function auditVerdicts(evidence: Evidence, histories: readonly LaneHistory[]): string[] {
  const verdicts = groupBy(evidence.verdicts, ({ lane, task, rule }) => `${lane}/${task}/${rule}`)
  const notMet = new Map(evidence.notMet.map(({ lane, task, rule, count }) => [`${lane}/${task}/${rule}`, count]))
  return histories.flatMap((history) => {
    const definition = evidence.definitions.get(history.row.snapshot)
    if (definition === undefined) return [`execution ${history.row.id} is of a snapshot that is not stored`]
    const wasPaused = pausesOfExecution(evidence, history).length > 0
    const mayLeave = wasStopped(history) && (wasPaused || history.row.workflow === 'counting')
    return definition.tasks.flatMap((task) =>
      task.rules.flatMap((rule) => {
        const place = `execution:${history.row.id}/${task.name}/${rule.name}`
        const stored = verdicts.get(place) ?? []
        const judged = judgedOf(rule, history, { stored, notMet: notMet.get(place) ?? 0, mayLeave })
        return [
          ...compare(place, judged, stored, notMet.get(place) ?? 0),
          ...(rule.condition.type === 'code'
            ? compareCounters(evidence, history, { rule, judged: judged.length, stored })
            : []),
        ]
      }),
    )
  })
}

/**
 * The expected judgements that were made. Only an execution with user code, or one that was paused, may leave events unjudged
 * when it is stopped, and only the last ones, which were waiting for their turn.
 */
function judgedOf(
  rule: RuleData,
  history: LaneHistory,
  { stored, notMet, mayLeave }: { stored: readonly VerdictRow[]; notMet: number; mayLeave: boolean },
): readonly Expected[] {
  const expected = expectedOf(rule, history, stored)
  return mayLeave && keysOf(rule.condition).length > 0 ? expected.slice(0, stored.length + notMet) : expected
}

function compare(
  place: string,
  expected: readonly Expected[],
  stored: readonly VerdictRow[],
  notMet: number,
): string[] {
  const faults: string[] = []
  const left = groupBy(stored, ({ offset }) => String(offset))
  for (const { offset } of expected.filter(({ met }) => met)) {
    if (left.get(String(offset))?.shift() === undefined)
      faults.push(`${place} has no verdict on the event at offset ${offset}`)
  }
  for (const { offset, verdict } of [...left.values()].flat()) {
    faults.push(`${place} has a verdict too many, "${verdict}", on the event at offset ${offset}`)
  }
  const expectedNotMet = expected.filter(({ met }) => !met).length
  if (expectedNotMet !== notMet) faults.push(`${place} counts ${notMet} times "not met" instead of ${expectedNotMet}`)
  return faults
}

function compareCounters(
  { states }: Evidence,
  { row, offered }: LaneHistory,
  { rule, judged, stored }: { rule: RuleData; judged: number; stored: readonly VerdictRow[] },
): string[] {
  const failed = new Set(stored.filter(({ verdict }) => verdict === 'failed').map(({ offset }) => offset))
  const keys = keysOf(rule.condition)
  const counted = offered
    .filter(({ key }) => keys.includes(key))
    .slice(0, judged)
    .filter(({ offset }) => !failed.has(offset))
  const sums = {
    [COUNT_STATE]: counted.length,
    [SUM_STATE]: counted.reduce((sum, { value }) => sum + Number(value), 0),
  }
  return Object.entries(sums).flatMap(([name, sum]) => {
    const state = states.get(`execution:${row.id}/state:${name}`) ?? 0
    return state === sum ? [] : [`state "${name}" of execution ${row.id} is ${state}; what it judged adds up to ${sum}`]
  })
}
