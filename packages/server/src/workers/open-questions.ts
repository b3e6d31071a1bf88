import { randomUUID } from 'node:crypto'
import type { QuestionToSend } from '../log/worker-port.ts'

/**
 * Questions that are too large for a message, kept while a worker may fetch them. They share their states with the
 * world.
 */
export class OpenQuestions {
  readonly #questions = new Map<string, QuestionToSend>()

  /** Returns the name under which it can be fetched. */
  keep(question: QuestionToSend): string {
    const name = randomUUID()
    this.#questions.set(name, question)
    return name
  }

  /** Null if nobody waits for the answer any more. */
  find(name: string): QuestionToSend | null {
    return this.#questions.get(name) ?? null
  }

  forget(name: string): void {
    this.#questions.delete(name)
  }
}
