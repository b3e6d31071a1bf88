import type { TriedRule } from '@aiflow/sdk/internal/api/events'
import type { Overlap } from '@aiflow/sdk/internal/wire'
import type { Crowd } from '../../model/crowd.ts'
import { admit, type ExecutionLimit, WAITING_FOR } from '../../rules/admission.ts'

/** The executions of one workflow that an event would start. Each finds those before it alive. */
export class Starts {
  readonly #nextId: () => number
  #crowd: Crowd

  constructor(crowd: Crowd, nextId: () => number) {
    this.#crowd = crowd
    this.#nextId = nextId
  }

  get crowd(): Crowd {
    return this.#crowd
  }

  add(
    { overlap }: { readonly overlap: Overlap },
    limit: ExecutionLimit,
  ): Pick<TriedRule, 'verdict' | 'effect' | 'reason'> {
    const admission = admit(this.#crowd, overlap, limit)
    if (admission.type === 'refuse') return { verdict: 'ignored', effect: null, reason: admission.reason }
    const id = this.#nextId()
    const { first, active, waiting, isOneWaitingForPlace } = this.#crowd
    const others = { first: first ?? id, active, waiting: overlap === 'stop-old' ? 0 : waiting, isOneWaitingForPlace }
    if (admission.type === 'begin') {
      this.#crowd = { ...others, active: active + 1 }
      return { verdict: 'fired', effect: { type: 'start', of: null }, reason: null }
    }
    const isForPlace = isOneWaitingForPlace || admission.waitsFor === 'place'
    this.#crowd = { ...others, waiting: others.waiting + 1, isOneWaitingForPlace: isForPlace }
    return { verdict: 'fired', effect: { type: 'wait', of: null }, reason: WAITING_FOR[admission.waitsFor] }
  }
}
