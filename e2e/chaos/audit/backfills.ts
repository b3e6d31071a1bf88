import type { BackfillRow, Evidence, ExecutionRow } from '../evidence.ts'
import { MINUTE_MS, TIMES } from '../workflows/past-range.ts'
import { groupBy } from './fault.ts'

const COUNT_OF: Readonly<Record<string, string>> = { SUCCESS: 'succeeded', FAILED: 'failed', STOPPED: 'stopped' }

/**
 * Checks that backfills with times in common started each time once, that none was left out, and that the counts of each are
 * those of its executions.
 */
export function auditBackfills({ ledger, backfills, executions }: Evidence): string[] {
  const started = executions.filter(({ backfill }) => backfill !== null)
  const byTime = groupBy(started, ({ dueTime }) => String(dueTime))
  const stored = new Map(backfills.map((row) => [row.id, row]))
  const counted = ledger.backfills.flatMap(({ id, from }) => {
    const row = stored.get(id)
    if (row === undefined) return [`the backfill ${id} was acknowledged and is not stored`]
    const times = Array.from({ length: TIMES }, (_, index) => from + index * MINUTE_MS)
    const missing = times.filter((time) => !byTime.has(String(time)))
    return [
      ...missing.map((time) => `the backfill ${id} left out ${new Date(time).toISOString()}`),
      ...auditCounts(
        row,
        started.filter(({ backfill }) => backfill === id),
      ),
    ]
  })
  return [...[...byTime.values()].flatMap(startedTwice), ...counted]
}

function startedTwice(executions: readonly ExecutionRow[]): string[] {
  const [first] = executions
  if (first === undefined || executions.length === 1) return []
  const which = executions.map(({ id }) => id).join(', ')
  return [`${new Date(first.dueTime ?? 0).toISOString()} was started by backfills ${executions.length} times: ${which}`]
}

function auditCounts({ id, status, total, counts }: BackfillRow, own: readonly ExecutionRow[]): string[] {
  const sum = Object.values(counts).reduce((all, count) => all + count, 0)
  const expected = { left: 0, running: 0, succeeded: 0, failed: 0, stopped: 0, skipped: total - own.length }
  for (const execution of own) {
    const name = COUNT_OF[execution.status] ?? 'running'
    Object.assign(expected, { [name]: Number(Reflect.get(expected, name)) + 1 })
  }
  const wrong = Object.entries(expected).filter(([name, count]) => counts[name] !== count)
  return [
    ...(status === 'RUNNING' ? [`the backfill ${id} did not end`] : []),
    ...(sum === total && total === TIMES ? [] : [`the backfill ${id} counts ${sum} of ${total} times`]),
    ...wrong.map(
      ([name, count]) => `the backfill ${id} counts ${counts[name]} times as ${name}, and there are ${count}`,
    ),
  ]
}
