import { startTimer } from '@aiflow/sdk/internal/time'
import { isFrozen } from '../../local/local-process.ts'
import type { ProcessFamily } from '../../machine/process-family.ts'
import { isRunning, type ProcessIdentity, type ProcessTable } from '../../machine/process-table.ts'
import { shortageOf } from '../../system/shortage.ts'
import type { ChildDoor, ChildLines, ChildOwner } from '../child-door.ts'
import type { FromChild, ToChild } from '../messages.ts'
import { readEndReason, writeEndReason } from './end-reason.ts'
import { blockedFor, EventLoopGuard } from './event-loop-guard.ts'
import type { SharedProcess } from './shared-family.ts'
import { SharedTask, type SharedTaskEvents } from './shared-task.ts'

/** This worker is not the parent of the process, so it gets no notice of the end and has to look. */
const LOOK_MS = 100

export interface AdoptedSharedChildOptions {
  readonly id: string
  readonly folder: string
  readonly identity: ProcessIdentity
  readonly table: ProcessTable
  readonly door: ChildDoor
  /** The process, with everything that it started. */
  readonly family: ProcessFamily
  /** Called when it is gone. */
  gone(): void
}

/** A child with many tasks that an earlier worker started. It gets no new tasks, and exits after the last one. */
export class AdoptedSharedChild implements ChildOwner, SharedProcess {
  readonly #options: AdoptedSharedChildOptions
  readonly #tasks = new Map<string, SharedTask>()
  readonly #guard: EventLoopGuard
  #lines: ChildLines | null = null
  /** The attempts that it runs, as it says. Null until it has connected. */
  #living: Set<string> | null = null
  /** What was said before it connected. */
  #unsent: ToChild[] = []
  #isGone = false

  constructor(options: AdoptedSharedChildOptions) {
    const { id, identity, table, door } = options
    this.#options = options
    this.#guard = new EventLoopGuard({
      ping: () => this.#lines?.send({ type: 'ping' }),
      isFrozen: () => isFrozen(table, identity),
      slow: () => undefined,
      blocked: (seconds) => void this.end(blockedFor(seconds)).catch(() => undefined),
    })
    this.#guard.start()
    door.expect(id, this)
    this.#look()
  }

  get pid(): number {
    return this.#options.identity.pid
  }

  get isGone(): boolean {
    return this.#isGone
  }

  /** Takes over an attempt. It may have ended. */
  adopt(attemptId: string, events: SharedTaskEvents): SharedTask {
    const task = new SharedTask(attemptId, events, (stop) => this.#send(stop))
    this.#tasks.set(attemptId, task)
    if (this.#isGone) this.#lose(task)
    else if (this.#living !== null && !this.#living.has(attemptId)) task.settled()
    return task
  }

  /** It gets no new tasks anyway. */
  retire(): void {}

  async end(reason: string): Promise<void> {
    writeEndReason(this.#options.folder, reason)
    await this.#options.family.end('kill')
  }

  connected(lines: ChildLines, { attemptIds = [] }: Extract<FromChild, { type: 'hello' }>): void {
    this.#guard.answered()
    this.#lines = lines
    this.#living = new Set(attemptIds)
    for (const task of this.#tasks.values()) {
      const { attemptId } = task
      // Its log may have begun while nobody listened.
      if (this.#living.has(attemptId)) task.receive({ type: 'logBegun', attemptId })
      else task.settled()
    }
    for (const message of this.#unsent.splice(0)) lines.send(message)
  }

  receive(message: FromChild): void {
    this.#guard.answered()
    if (!('attemptId' in message) || message.attemptId === null) return
    if (message.type === 'done') this.#living?.delete(message.attemptId)
    this.#tasks.get(message.attemptId)?.receive(message)
  }

  #send(message: ToChild): void {
    if (this.#lines === null) this.#unsent.push(message)
    else this.#lines.send(message)
  }

  #look(): void {
    if (this.#mayRun()) return void startTimer(() => this.#look(), LOOK_MS)
    this.#isGone = true
    this.#guard.stop()
    this.#options.door.forget(this.#options.id)
    for (const task of this.#tasks.values()) this.#lose(task)
    this.#options.gone()
  }

  #lose(task: SharedTask): void {
    task.lost(readEndReason(this.#options.folder) ?? 'has gone')
  }

  /** While nobody can look, nothing counts as ended. */
  #mayRun(): boolean {
    const { table, identity } = this.#options
    try {
      return isRunning(table, identity)
    } catch (error) {
      if (shortageOf(error) !== null) return true
      throw error
    }
  }
}
