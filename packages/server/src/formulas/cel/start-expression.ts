import type { Json } from '@aiflow/sdk/internal/json'
import type { Event } from '@aiflow/sdk/internal/model'
import { celEvent } from './cel-event.ts'
import { EVENT_FIELDS, type Vocabulary } from './check-names.ts'
import { celValueOf } from './json-value.ts'
import type { Bindings } from './value-expression.ts'

/** What an expression over the start of a task may name. */
export const START_VOCABULARY: Vocabulary = {
  variables: { parameters: 'any', outputs: 'any', event: EVENT_FIELDS },
  hint: 'it knows parameters, outputs and event',
}

/** The start of a task as expressions see it. */
export interface StartVariables {
  /** Those of its workflow execution. */
  readonly parameters: Json
  /** Of the tasks whose success started it, by name. */
  readonly outputs: Json
  /** The last of the events that started it; null if there is none. */
  readonly event: Event | null
}

export function startBindings({ parameters, outputs, event }: StartVariables): Bindings {
  return {
    parameters: celValueOf(parameters),
    outputs: celValueOf(outputs),
    event: event === null ? null : celEvent(event, { json: true, context: true }),
  }
}
