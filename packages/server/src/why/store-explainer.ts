import type {
  EventEffects,
  TriedEvent,
  VerdictsResponse,
  Why,
  WhyNot,
  WhyNotTrigger,
} from '@aiflow/sdk/internal/api/events'
import type { NewUserEvent } from '../log/event-log.ts'
import type { Explainer } from '../log/explainer-port.ts'
import type { StoredEvent, TaskExecutionRow, TriggerRow, WorkflowExecutionRow } from '../storage/rows.ts'
import { Chain } from './chain.ts'
import { effectsOfEvent } from './effects.ts'
import type { Surroundings } from './hindrances.ts'
import { tryEvent } from './trying/try-event.ts'
import { verdictsOnEvent } from './verdicts-on-event.ts'
import { whyNot, whyNotTrigger } from './why-not.ts'

/** Explains from the store. What the store leaves out, because it follows from the log, is judged again. */
export class StoreExplainer implements Explainer {
  readonly #surroundings: Surroundings

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings
  }

  why(taskExecution: TaskExecutionRow, depth: number): Promise<Why> {
    return new Chain(this.#surroundings.storage, depth).walk(taskExecution)
  }

  whyNot(execution: WorkflowExecutionRow, task: string): Promise<WhyNot> {
    return whyNot(this.#surroundings, execution, task)
  }

  whyNotTrigger(trigger: TriggerRow): Promise<WhyNotTrigger> {
    return whyNotTrigger(this.#surroundings, trigger)
  }

  tryEvent(event: NewUserEvent): Promise<TriedEvent> {
    return tryEvent(this.#surroundings, event)
  }

  effectsOf(event: StoredEvent): Promise<EventEffects> {
    return effectsOfEvent(this.#surroundings.storage, event)
  }

  verdictsOn(execution: WorkflowExecutionRow, event: StoredEvent): Promise<VerdictsResponse> {
    return verdictsOnEvent(this.#surroundings.storage, execution, event)
  }
}
