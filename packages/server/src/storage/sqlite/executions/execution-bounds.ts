import type { SqliteConnection } from '../file/connection.ts'

// Binary search, since the begin time rises with the id and has no index.
const LAST_BEFORE = `
WITH RECURSIVE halving (place, time, low, high, found) AS (
  SELECT key, value, 1, (SELECT coalesce(max(id), 0) FROM workflow_executions), 0 FROM json_each(?)
  UNION ALL
  SELECT
    place, time,
    iif(middle.begin_time >= time, low, (low + high) / 2 + 1),
    iif(middle.begin_time >= time, middle.id - 1, high),
    iif(middle.begin_time < time, middle.id, found)
  FROM halving LEFT JOIN workflow_executions AS middle ON middle.id = (
    SELECT max(id) FROM workflow_executions WHERE id <= (low + high) / 2
  )
  WHERE low <= high
)
SELECT found FROM halving WHERE low > high ORDER BY place`

/** For each time, the greatest id of the executions that began before it, 0 if none. Times are milliseconds since the epoch. */
export function findLastBefore(connection: SqliteConnection, times: readonly number[]): number[] {
  return connection.all<{ found: number }>(LAST_BEFORE, JSON.stringify(times)).map(({ found }) => found)
}
