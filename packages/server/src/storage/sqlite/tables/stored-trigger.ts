import type { Json } from '@aiflow/sdk/internal/json'
import type { Trigger } from '@aiflow/sdk/internal/worker-protocol'

/** Where a shared value belongs in a trigger. */
type SharedPart =
  | { readonly event: number; readonly field: 'value' | 'context'; readonly hash: string }
  | { readonly output: string; readonly hash: string }

/** A trigger as a task execution stores it: its long values are elsewhere, and null here. */
type StoredTrigger = Trigger & { readonly shared?: readonly SharedPart[] }

/** Returns the hash of a value that is stored elsewhere; null if it stays in the trigger. */
export type ShareValue = (value: Json) => string | null

/** Returns a shared value, or throws if it is gone. */
export type ReadShared = (hash: string) => Json

/** The JSON of a trigger without its long values, and the hashes of these, each once. */
export function storeTrigger(
  trigger: Trigger,
  share: ShareValue,
): { readonly text: string; readonly hashes: readonly string[] } {
  const shared: SharedPart[] = []
  const isShared = (value: Json, part: (hash: string) => SharedPart) => {
    const hash = share(value)
    if (hash !== null) shared.push(part(hash))
    return hash !== null
  }
  const events = trigger.events.map((event, index) => ({
    ...event,
    value: isShared(event.value, (hash) => ({ event: index, field: 'value', hash })) ? null : event.value,
    context: isShared(event.context, (hash) => ({ event: index, field: 'context', hash })) ? null : event.context,
  }))
  const outputs = Object.entries(trigger.outputs).map(([output, value]) => [
    output,
    isShared(value, (hash) => ({ output, hash })) ? null : value,
  ])
  if (shared.length === 0) return { text: JSON.stringify(trigger), hashes: [] }
  const stored: StoredTrigger = { ...trigger, events, outputs: Object.fromEntries(outputs), shared }
  return { text: JSON.stringify(stored), hashes: [...new Set(shared.map(({ hash }) => hash))] }
}

/** Throws if the text is damaged. */
export function readTrigger(text: string, read: ReadShared): Trigger {
  const { shared, ...trigger }: StoredTrigger = JSON.parse(text)
  if (shared === undefined) return trigger
  const events = trigger.events.map((event) => ({ ...event }))
  const outputs = new Map(Object.entries(trigger.outputs))
  for (const part of shared) {
    if ('output' in part) {
      if (!outputs.has(part.output)) throw new Error(`there is no output "${part.output}"`)
      outputs.set(part.output, read(part.hash))
    } else {
      const event = events[part.event]
      if (event === undefined) throw new Error(`there is no event ${part.event}`)
      Object.assign(event, { [part.field]: read(part.hash) })
    }
  }
  return { ...trigger, events, outputs: Object.fromEntries(outputs) }
}
