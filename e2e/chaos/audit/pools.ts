import type { Evidence, TaskRow } from '../evidence.ts'
import { CROWDED, POOL } from '../workflows/pool.ts'
import type { LaneHistory, StatusChange } from './lanes.ts'

/** A task of a pool that waits for a slot, or has one. */
interface Member {
  readonly place: string
  readonly id: number
  readonly priority: number
}

/** No more tasks of a pool than it has slots, and the next slot is for the most urgent one, then for the oldest. */
export function auditPools(evidence: Evidence, histories: readonly LaneHistory[]): string[] {
  return [
    ...evidence.testimonies.flatMap(({ mark, note, executionId, task, attemptId }) =>
      mark === 'note' && note === CROWDED
        ? [`the attempt ${attemptId} of ${executionId}/${task} ran while all slots of its pool were taken`]
        : [],
    ),
    ...auditOrder(evidence, histories),
  ]
}

function auditOrder(evidence: Evidence, histories: readonly LaneHistory[]): string[] {
  const members = membersOf(evidence)
  const waiting = new Set<Member>()
  const busy = new Set<Member>()
  return histories
    .flatMap(({ changes }) => changes)
    .sort((a, b) => a.offset - b.offset)
    .flatMap((change) => {
      const member = members.get(placeOf(change))
      return member === undefined ? [] : follow(member, change, { waiting, busy })
    })
}

/** Follows the pool through the log. */
function follow(
  member: Member,
  { to, offset }: StatusChange,
  { waiting, busy }: { readonly waiting: Set<Member>; readonly busy: Set<Member> },
): string[] {
  waiting.delete(member)
  if (to === 'INIT') waiting.add(member)
  if (!['QUEUED', 'RUNNING', 'STOPPING'].includes(to)) busy.delete(member)
  if (to !== 'QUEUED') return []
  busy.add(member)
  const faults = [...waiting]
    .filter((other) => isBefore(other, member))
    .map(({ place }) => `${member.place} got a slot at offset ${offset} before ${place}`)
  if (busy.size > POOL.slots) faults.push(`${member.place} got a slot at offset ${offset} though ${POOL.slots} had one`)
  return faults
}

function isBefore(a: Member, b: Member): boolean {
  return a.priority === b.priority ? a.id < b.id : a.priority > b.priority
}

function membersOf({ tasks, executions, definitions }: Evidence): Map<string, Member> {
  const snapshots = new Map(executions.map(({ id, snapshot }) => [id, snapshot]))
  const members = new Map<string, Member>()
  for (const row of tasks) {
    const data = definitions.get(snapshots.get(row.execution) ?? '')?.tasks.find(({ name }) => name === row.task)
    if (data?.pool !== POOL.name) continue
    members.set(placeOf(row), { place: placeOf(row), id: row.id, priority: data.priority ?? 0 })
  }
  return members
}

function placeOf({ execution, task, sequence }: Pick<TaskRow, 'execution' | 'sequence'> & { task: string | null }) {
  return `${execution}/${task}/${sequence}`
}
