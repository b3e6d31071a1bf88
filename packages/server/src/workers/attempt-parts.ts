import type { SpecToSend } from '../log/worker-port.ts'

/**
 * The large parts of attempts that were sent to workers and have not begun, unchanged since they were sent. They are
 * shared with the world, so keeping them is cheap.
 */
export class AttemptParts {
  readonly #specs = new Map<string, { readonly workerId: string; readonly spec: SpecToSend }>()

  keep(workerId: string, spec: SpecToSend): void {
    this.#specs.set(spec.attemptId, { workerId, spec })
  }

  find(attemptId: string): SpecToSend | null {
    return this.#specs.get(attemptId)?.spec ?? null
  }

  /** The attempt has begun, or never will. */
  forget(attemptId: string): void {
    this.#specs.delete(attemptId)
  }

  /** The worker connected again and gets a list of what it should hold. Everything else is dropped. */
  retain(workerId: string, attemptIds: ReadonlySet<string>): void {
    for (const [attemptId, kept] of this.#specs) {
      if (kept.workerId === workerId && !attemptIds.has(attemptId)) this.#specs.delete(attemptId)
    }
  }
}
