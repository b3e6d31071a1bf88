import type { LeftOut } from '@aiflow/sdk/internal/api/executions'
import { MAX_PAGE_CHARACTERS } from '@aiflow/sdk/internal/limits'
import type { Trigger } from '@aiflow/sdk/internal/worker-protocol'

/** Maximum size of a trigger in the answer for its execution. */
const MAX_TRIGGER_CHARACTERS = MAX_PAGE_CHARACTERS / 2

interface Started {
  readonly trigger: Trigger
}

/** Leaves the large values out of a trigger that is too large. `path` has all of it. */
export function withBoundedTrigger<T extends Started>(started: T, path: string): T & { readonly leftOut?: LeftOut } {
  const { trigger } = started
  const events = trigger.events.map((event) => ({ event, size: sizeOf(event.value) + sizeOf(event.context) }))
  const outputs = Object.entries(trigger.outputs).map(([name, value]) => ({ name, value, size: sizeOf(value) }))
  const bytes = [...events, ...outputs].reduce((sum, { size }) => sum + size, 0)
  if (bytes <= MAX_TRIGGER_CHARACTERS) return started
  const share = MAX_TRIGGER_CHARACTERS / (events.length + outputs.length)
  const values = [
    ...events.flatMap(({ event, size }) => (size > share ? [{ event: event.offset, bytes: size }] : [])),
    ...outputs.flatMap(({ name, size }) => (size > share ? [{ output: name, bytes: size }] : [])),
  ]
  const shown = {
    ...trigger,
    events: events.map(({ event, size }) => (size > share ? { ...event, value: null, context: null } : event)),
    outputs: Object.fromEntries(outputs.flatMap(({ name, value, size }) => (size > share ? [] : [[name, value]]))),
  }
  return { ...started, trigger: shown, leftOut: { parts: ['trigger'], bytes, path, values } }
}

/** The JSON of a trigger in chunks, none much larger than one value. */
export function* textOfTrigger({ events, outputs, ...rest }: Trigger): Iterable<string> {
  yield `${JSON.stringify(rest).slice(0, -1)},"events":[`
  for (const [index, event] of events.entries()) yield `${index === 0 ? '' : ','}${JSON.stringify(event)}`
  yield '],"outputs":{'
  for (const [index, [name, value]] of Object.entries(outputs).entries())
    yield `${index === 0 ? '' : ','}${JSON.stringify(name)}:${JSON.stringify(value)}`
  yield '}}'
}

/** A lower bound of the size: characters instead of bytes. */
function sizeOf(value: unknown): number {
  return value === null ? 0 : JSON.stringify(value).length
}
