import type { SpecToSend } from '../log/worker-port.ts'

/**
 * The large parts of attempts that workers were told of and have not begun: as of when they were told, whatever changes
 * meanwhile. They are shared with the world, so that to keep them costs little.
 */
export class AttemptParts {
  readonly #specs = new Map<string, { readonly workerId: string; readonly spec: SpecToSend }>()

  keep(workerId: string, spec: SpecToSend): void {
    this.#specs.set(spec.attemptId, { workerId, spec })
  }

  find(attemptId: string): SpecToSend | null {
    return this.#specs.get(attemptId)?.spec ?? null
  }

  /** It has begun, or will not. */
  forget(attemptId: string): void {
    this.#specs.delete(attemptId)
  }

  /** The worker came anew and is told what it should hold: the rest is over. */
  retain(workerId: string, attemptIds: ReadonlySet<string>): void {
    for (const [attemptId, kept] of this.#specs) {
      if (kept.workerId === workerId && !attemptIds.has(attemptId)) this.#specs.delete(attemptId)
    }
  }
}
