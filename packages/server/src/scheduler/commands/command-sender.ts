import type { SpecToSend } from '../../log/worker-port.ts'
import type { TaskExecutionRow } from '../../storage/rows.ts'
import { stopsOutsideWork } from '../tasks/outside-work.ts'
import type { ConnectedWorkers } from '../world/connected-workers.ts'
import type { TaskSlot } from '../world/execution-lane.ts'
import type { World } from '../world/world.ts'
import { SpecMaker } from './attempt-spec.ts'
import type { Command } from './command.ts'
import type { TaskTokens } from './task-tokens.ts'

/** Sends the commands of a commit to their workers. */
export class CommandSender {
  readonly #workers: ConnectedWorkers
  readonly #tokens: TaskTokens

  constructor(workers: ConnectedWorkers, tokens: TaskTokens) {
    this.#workers = workers
    this.#tokens = tokens
  }

  /** Sends starts first, because a worker cannot stop an attempt that it does not know. */
  send(world: World, commands: readonly Command[]): void {
    const maker = new SpecMaker(this.#tokens, world.storeId)
    const starts = new Map<string, SpecToSend[]>()
    const stops = new Map<string, string[]>()
    for (const command of commands) {
      if (command.type === 'warm') {
        this.#warm(world, command.workflowId)
        continue
      }
      const attempt = findAttempt(world, command.attemptId)
      // It ended or was replaced later in the same commit.
      if (attempt === null) continue
      const { slot, row, workerId } = attempt
      if (command.type === 'start') addTo(starts, workerId, maker.specOf(slot, row))
      else addTo(stops, workerId, command.attemptId)
    }
    for (const [workerId, specs] of starts) this.#workers.link(workerId)?.start(specs)
    for (const [workerId, attemptIds] of stops) this.#workers.link(workerId)?.stop(attemptIds)
  }

  wantedOf(world: World, workerId: string): { spec: SpecToSend; stop: boolean }[] {
    const maker = new SpecMaker(this.#tokens, world.storeId)
    return world.attempts.ofWorker(workerId).flatMap((attemptId) => {
      const attempt = findAttempt(world, attemptId)
      if (attempt === null) return []
      const { slot, row } = attempt
      return [{ spec: maker.specOf(slot, row), stop: row.status === 'STOPPING' && !stopsOutsideWork(row) }]
    })
  }

  specOf(world: World, attemptId: string): SpecToSend | null {
    const attempt = findAttempt(world, attemptId)
    return attempt === null ? null : new SpecMaker(this.#tokens, world.storeId).specOf(attempt.slot, attempt.row)
  }

  /** Lets a worker import code before it is needed. */
  #warm(world: World, workflowId: number): void {
    const workflow = world.workflows.get(workflowId)
    if (workflow === undefined || workflow.plan.codeKinds.length === 0) return
    const { snapshotHash, namespace, name } = workflow.row
    const { codeKinds } = workflow.plan
    for (const link of this.#workers.all()) link.warm({ snapshotHash, namespace, workflowName: name, kinds: codeKinds })
  }
}

interface FoundAttempt {
  readonly slot: TaskSlot
  readonly row: TaskExecutionRow
  readonly workerId: string
}

/** A living attempt that is assigned to a worker. */
function findAttempt(world: World, attemptId: string): FoundAttempt | null {
  const slot = world.attempts.find(attemptId)
  const row = slot?.latest
  if (slot === undefined || row === null || row === undefined || row.workerId === null) return null
  return { slot, row, workerId: row.workerId }
}

function addTo<T>(groups: Map<string, T[]>, workerId: string, item: T): void {
  const group = groups.get(workerId)
  if (group === undefined) groups.set(workerId, [item])
  else group.push(item)
}
