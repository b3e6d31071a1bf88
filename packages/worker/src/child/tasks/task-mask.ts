import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import { FormIndex } from '../../masking/form-index.ts'
import { type GivenSecrets, valuesToHide } from '../../masking/given-secrets.ts'
import { maskJson } from '../../masking/mask-json.ts'

/** Replaces the values of the secrets of a task in what becomes known of it. Without secrets, it changes nothing. */
export class TaskMask {
  readonly #index: FormIndex | null

  constructor(secrets: GivenSecrets | null) {
    this.#index = secrets === null ? null : new FormIndex(valuesToHide(secrets))
  }

  json<T>(json: T): T {
    return this.#index === null ? json : maskJson(this.#index, json)
  }

  /** Only what the task itself said: words of ours may be values of secrets, too. */
  outcome(outcome: Outcome): Outcome {
    if (outcome.type === 'success') return { ...outcome, output: this.json(outcome.output) }
    if (outcome.type === 'neverStarted' || outcome.message === null) return outcome
    return { ...outcome, message: this.json(outcome.message) }
  }
}
