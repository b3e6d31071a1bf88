import type { SpecToSend } from '../log/ring-port.ts'
import type { TaskExecutionRow } from '../storage/rows.ts'
import { SpecMaker } from './attempt-spec.ts'
import type { Changes } from './changes.ts'
import type { ConnectedWorkers } from './connected-workers.ts'
import { stopsOutsideWork } from './outside-work.ts'
import type { TaskTokens } from './task-tokens.ts'
import type { World } from './world.ts'

/** Tells the workers what a commit wants of them. What gets lost on the way is wanted again when the worker connects. */
export class CommandSender {
  readonly #workers: ConnectedWorkers
  readonly #tokens: TaskTokens

  constructor(workers: ConnectedWorkers, tokens: TaskTokens) {
    this.#workers = workers
    this.#tokens = tokens
  }

  send(world: World, changes: Changes): void {
    const maker = new SpecMaker(this.#tokens, world.storeId)
    const starts = new Map<string, SpecToSend[]>()
    const stops = new Map<string, string[]>()
    for (const row of changes.taskExecutions.values()) {
      const lane = world.executions.get(row.workflowExecutionId)
      const { workerId, attemptId } = row
      if (lane === undefined || workerId === null || attemptId === null) continue
      if (isToStart(row, changes)) addTo(starts, workerId, maker.specOf(lane, row))
      if (isToStop(row)) addTo(stops, workerId, attemptId)
    }
    for (const [workerId, specs] of starts) this.#workers.link(workerId)?.start(specs)
    for (const [workerId, attemptIds] of stops) this.#workers.link(workerId)?.stop(attemptIds)
    this.#warm(world, changes)
  }

  wantedOf(world: World, workerId: string): { spec: SpecToSend; stop: boolean }[] {
    const maker = new SpecMaker(this.#tokens, world.storeId)
    return world.attempts.ofWorker(workerId).flatMap((attemptId) => {
      const located = world.attempts.find(attemptId)
      const row = located?.lane.slot(located.taskName).latest
      if (located === undefined || row === null || row === undefined) return []
      const stop = row.status === 'STOPPING' && !stopsOutsideWork(row)
      return [{ spec: maker.specOf(located.lane, row), stop }]
    })
  }

  specOf(world: World, attemptId: string): SpecToSend | null {
    const located = world.attempts.find(attemptId)
    const row = located?.lane.slot(located.taskName).latest
    if (located === undefined || row === null || row === undefined) return null
    return new SpecMaker(this.#tokens, world.storeId).specOf(located.lane, row)
  }

  /** Code that will be needed soon is imported before it is. */
  #warm(world: World, changes: Changes): void {
    for (const { snapshotHash, namespace, name } of changes.workflows.values()) {
      const { codeKinds } = world.plan(snapshotHash)
      if (codeKinds.length === 0) continue
      for (const link of this.#workers.all())
        link.warm({ snapshotHash, namespace, workflowName: name, kinds: codeKinds })
    }
  }
}

/** A stop that came in the commit of the start needs the start: a worker cannot stop what it never heard of. */
function isToStart(row: TaskExecutionRow, { assigned }: Changes): boolean {
  // What a stop outside reports later changes the row as well, and is no reason to say it again.
  if (stopsOutsideWork(row)) return row.stopError === null
  return row.status === 'QUEUED' || (row.status === 'STOPPING' && assigned.has(row.attemptId ?? ''))
}

function isToStop(row: TaskExecutionRow): boolean {
  return row.status === 'STOPPING' && row.stopPhase === null
}

function addTo<T>(groups: Map<string, T[]>, workerId: string, item: T): void {
  const group = groups.get(workerId)
  if (group === undefined) groups.set(workerId, [item])
  else group.push(item)
}
