import type { Snapshot } from '../../link/snapshot-cache.ts'
import { isFrozen } from '../../local/local-process.ts'
import { ProcessFamily } from '../../machine/process-family.ts'
import { Child, type ChildExit, type ChildSurroundings } from '../child.ts'
import type { FromChild, RunMessage } from '../messages.ts'
import { readEndReason, writeEndReason } from './end-reason.ts'
import { blockedFor, EventLoopGuard } from './event-loop-guard.ts'
import type { SharedProcess } from './shared-family.ts'
import { SharedTask, type SharedTaskEvents } from './shared-task.ts'

/** How many tasks it runs at once. */
const MAX_AT_ONCE = 256

/** A child that runs many tasks at once. */
export class SharedChild implements SharedProcess {
  readonly process: Child
  readonly #family: ProcessFamily
  readonly #tasks = new Map<string, SharedTask>()
  readonly #guard: EventLoopGuard
  /** Places that were given away, of tasks that have not come yet. */
  #reserved = 0
  #isRetired = false
  /** How its process has ended. Null while it runs. */
  #end: string | null = null

  constructor(snapshot: Snapshot, around: ChildSurroundings) {
    this.process = new Child('shared', snapshot, around)
    const { identity, cgroup } = this.process
    this.#family = new ProcessFamily(around.table, { leader: identity, attemptId: this.process.id, cgroup })
    this.#guard = new EventLoopGuard({
      ping: () => this.process.send({ type: 'ping' }),
      isFrozen: () => isFrozen(around.table, identity),
      slow: () => this.retire(),
      blocked: (seconds) => void this.end(blockedFor(seconds)).catch(() => undefined),
    })
    this.process.onMessage((message) => this.#receive(message))
    void this.process.exited.then((exit) => this.#exited(exit))
  }

  get pid(): number {
    return this.process.identity.pid
  }

  /** How many tasks it has, or will have. */
  get load(): number {
    return this.#tasks.size + this.#reserved
  }

  /** Whether it gets no new tasks. */
  get isRetired(): boolean {
    return this.#isRetired
  }

  get hasRoom(): boolean {
    return !this.#isRetired && this.load < MAX_AT_ONCE && this.process.hasFolder()
  }

  /** Keeps a place for a task, which `begin` takes or `giveUp` frees. */
  reserve(): void {
    this.#reserved += 1
  }

  giveUp(): void {
    this.#reserved -= 1
    this.#leaveIfUnused()
  }

  begin(message: RunMessage, events: SharedTaskEvents): SharedTask {
    const { attemptId } = message.spec
    const task = new SharedTask(attemptId, events, (stop) => this.process.send(stop))
    this.#reserved -= 1
    if (this.#end !== null) {
      task.lost(this.#end)
      return task
    }
    this.#tasks.set(attemptId, task)
    this.#guard.start()
    this.process.send(message)
    void this.#forgetWhenOver(task)
    return task
  }

  /** It gets no new tasks, and leaves when it has none. */
  retire(): void {
    this.#isRetired = true
    this.#leaveIfUnused()
  }

  /** Kills it with everything that it started. `reason` says why, to those that read why its tasks are lost. */
  async end(reason: string): Promise<void> {
    this.#isRetired = true
    writeEndReason(this.process.folder, reason)
    await this.#family.end('kill')
  }

  #receive(message: FromChild): void {
    this.#guard.answered()
    if (message.type === 'hello') this.#connectedAgain(message.attemptIds ?? [])
    else if (message.type === 'worn') this.retire()
    else if ('attemptId' in message && message.attemptId !== null) this.#tasks.get(message.attemptId)?.receive(message)
  }

  /** It gets no new tasks, since it exits after those that it has. Messages of both sides may be lost. */
  #connectedAgain(attemptIds: readonly string[]): void {
    this.retire()
    for (const task of this.#tasks.values()) {
      const { attemptId } = task
      if (!attemptIds.includes(attemptId)) task.notNamed()
      else for (const type of ['running', 'logBegun'] as const) task.receive({ type, attemptId })
    }
  }

  async #forgetWhenOver(task: SharedTask): Promise<void> {
    const { type } = await task.begun
    if (type === 'running') await task.ended
    this.#tasks.delete(task.attemptId)
    if (this.#tasks.size === 0) this.#guard.stop()
    this.#leaveIfUnused()
  }

  #leaveIfUnused(): void {
    if (this.#isRetired && this.load === 0) this.process.leave()
  }

  #exited(exit: ChildExit): void {
    this.#isRetired = true
    this.#guard.stop()
    this.#end = readEndReason(this.process.folder) ?? this.process.memoryFault() ?? describe(exit)
    for (const task of this.#tasks.values()) task.lost(this.#end)
  }
}

function describe({ code, signal }: ChildExit): string {
  return signal === null ? `ended with exit code ${code}` : `was ended by signal ${signal}`
}
