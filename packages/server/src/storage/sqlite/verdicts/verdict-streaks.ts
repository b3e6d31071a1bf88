import type { LaneId } from '../../../model/lane-id.ts'
import type { VerdictRow } from '../../rows.ts'
import { fromNullableJson } from '../rows/json-column.ts'
import { RowReader } from '../rows/row-reader.ts'

/*
 * A rule may decide the same about many events, for example while its task is already running. Consecutive verdicts of a rule
 * in one commit that differ only in id and event are stored as one row, a streak: the first verdict, and the distances of the
 * others from it. Streaks of different rules may interleave, but no streak crosses a block of ids.
 */

/** Ids of a block. A page of a lane has to look back this far at most for streaks that began before it. */
export const ID_BLOCK_SIZE = 4096

export interface VerdictStreak {
  readonly first: VerdictRow
  /** For each further verdict, its distance in id, then its distance in offset. */
  readonly others: number[]
}

/** A row as SQLite holds it. `others` is JSON, or null if there are none. */
export type RawVerdict = Omit<VerdictRow, 'saw'> & { readonly saw: string | null; readonly others: string | null }

export function toStreaks(rows: readonly VerdictRow[]): VerdictStreak[] {
  const streaks: VerdictStreak[] = []
  const latestOfRules = new Map<LaneId, VerdictStreak[]>()
  for (const row of rows) {
    const latest = latestOfRules.get(row.lane) ?? []
    const index = latest.findIndex(({ first }) => first.rule === row.rule && first.task === row.task)
    const streak = latest[index]
    if (streak !== undefined && isAlike(streak.first, row)) {
      streak.others.push(row.id - streak.first.id, row.eventOffset - streak.first.eventOffset)
    } else {
      const begun = { first: row, others: [] }
      latest[index === -1 ? latest.length : index] = begun
      latestOfRules.set(row.lane, latest)
      streaks.push(begun)
    }
  }
  return streaks
}

const reader = new RowReader<RawVerdict, VerdictRow[]>({
  table: 'verdicts',
  keyOf: ({ id }) => id,
  toItem: readStreak,
})

/** In the order of their ids; empty for a row that cannot be read. */
export function toVerdicts(row: RawVerdict): VerdictRow[] {
  return reader.tryRead(row) ?? []
}

function readStreak({ saw, others, ...row }: RawVerdict): VerdictRow[] {
  const first = { ...row, saw: fromNullableJson<VerdictRow['saw']>(saw) }
  const verdicts = [first]
  const distances = fromNullableJson<number[]>(others) ?? []
  if (!Array.isArray(distances) || !distances.every(Number.isSafeInteger)) throw new TypeError('no distances')
  for (let index = 0; index < distances.length; index += 2) {
    const [id = 0, offset = 0] = distances.slice(index, index + 2)
    verdicts.push({ ...first, id: first.id + id, eventOffset: first.eventOffset + offset })
  }
  return verdicts
}

function isAlike(first: VerdictRow, row: VerdictRow): boolean {
  return (
    row.verdict === first.verdict &&
    row.reason === first.reason &&
    row.resultId === first.resultId &&
    row.action === first.action &&
    row.createTime === first.createTime &&
    row.saw === null &&
    first.saw === null &&
    row.eventOffset >= first.eventOffset &&
    Math.floor(row.id / ID_BLOCK_SIZE) === Math.floor(first.id / ID_BLOCK_SIZE)
  )
}
