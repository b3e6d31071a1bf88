import type { TaskContext } from '@aiflow/sdk'

/** What the events of this workflow say, as JSON in their value. */
export interface Messages {
  /** A batch waits in the data folder. */
  data_prepared: { readonly batch: number; readonly digits: number }
  /** A model is better than all before it. */
  model_validated: { readonly version: number; readonly accuracy: number }
  /** A model is where `predict` finds it. */
  model_deployed: { readonly version: number; readonly accuracy: number }
  /** How the model that serves has done on live digits since it was switched to. */
  digits_predicted: { readonly version: number; readonly digits: number; readonly correct: number }
}

export async function send<Key extends keyof Messages>(
  context: TaskContext,
  key: Key,
  message: Messages[Key],
): Promise<void> {
  await context.events.send(key, JSON.stringify(message))
}

/** What the event that started this task says. */
export function messageOf<Key extends keyof Messages>(context: TaskContext, key: Key): Messages[Key] {
  const event = context.trigger.events.findLast((each) => each.key === key)
  if (event?.value) return JSON.parse(event.value)
  throw new Error(
    `"${context.task.name}" learns what to do from an event "${key}". Send one, instead of starting it by hand.`,
  )
}
