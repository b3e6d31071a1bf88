import { type AttemptPart, type AttemptSpec, attemptPartSchema } from '@aiflow/sdk/internal/worker-protocol'
import { exceedsBytes } from '../log/json-bytes.ts'
import type { SpecToSend } from '../log/worker-port.ts'

/** The first protocol in which a worker fetches large parts. */
export const FETCHING_PROTOCOL = 3

/** Larger parts are not sent with a spec, so that a spec fits in a message. */
const MAX_PART_BYTES = 16 * 1024
/** Values of events that go into the environment of a task are shorter. */
const MAX_STUB_BYTES = 8 * 1024

/** The parts of a spec that a worker has to fetch. */
export function largeParts(spec: SpecToSend): AttemptPart[] {
  return attemptPartSchema.options.filter(
    (part) => spec[part] !== undefined && exceedsBytes(spec[part], MAX_PART_BYTES),
  )
}

/** A spec as it is sent. It names its large parts instead of holding them. */
export function toWire(spec: SpecToSend, large: readonly AttemptPart[]): AttemptSpec {
  const { statusSnapshot, ...rest } = spec
  const wire = { ...rest, ...(statusSnapshot === undefined ? {} : { statusRuns: statusSnapshot.runs }) }
  if (large.length === 0) return wire
  const stubs = Object.fromEntries(large.map((part) => [part, STUBS[part](spec)]))
  return { ...wire, ...stubs, fetch: [...large] }
}

/** A spec for a worker that cannot fetch: it holds everything. */
export function toWholeWire(spec: SpecToSend): AttemptSpec {
  const { statusSnapshot, ...rest } = spec
  return statusSnapshot === undefined ? rest : { ...rest, taskStatuses: { ...statusSnapshot.byName } }
}

/** For an attempt of which the worker needs only the name, because it holds the attempt or must not begin it. */
export function withoutWeight(spec: SpecToSend): SpecToSend {
  const { statusSnapshot: _, ...rest } = spec
  const { trigger, states, handle, parameters, operator, item } = STUBS
  return {
    ...rest,
    trigger: trigger(spec),
    states: states(),
    handle: handle(),
    parameters: parameters(),
    operator: operator(spec),
    ...(spec.item === undefined ? {} : { item: item(spec) }),
  }
}

const STUBS = {
  trigger: ({ trigger }: SpecToSend) => ({ ...trigger, events: trigger.events.slice(-1).map(stubOf), outputs: {} }),
  states: () => ({}),
  handle: () => null,
  parameters: () => ({}),
  operator: ({ operator }: SpecToSend): SpecToSend['operator'] => stubOfOperator(operator),
  item: ({ item }: SpecToSend): SpecToSend['item'] => (item === undefined ? undefined : { index: item.index }),
} as const

function stubOfOperator(operator: SpecToSend['operator']): SpecToSend['operator'] {
  switch (operator.type) {
    case 'bash':
      return { ...operator, command: ':', env: {} }
    case 'python':
      return { type: 'python', run: { type: 'module', name: 'this', args: [] }, env: {} }
    case 'code':
      return operator
  }
}

function stubOf(event: SpecToSend['trigger']['events'][number]): SpecToSend['trigger']['events'][number] {
  return { ...event, value: exceedsBytes(event.value, MAX_STUB_BYTES) ? null : event.value, context: null }
}

/** A large part as JSON, in pieces, so that at most one value of it is text at a time. */
export function* textOfPart(spec: SpecToSend, part: AttemptPart): Generator<string> {
  if (part === 'states') return yield* entriesText(spec.states ?? {})
  if (part !== 'trigger') return yield JSON.stringify(spec[part] ?? null)
  const { events, outputs, ...rest } = spec.trigger
  yield `${JSON.stringify(rest).slice(0, -1)},"events":`
  yield* itemsText(events)
  yield ',"outputs":'
  yield* entriesText(outputs)
  yield '}'
}

export function* itemsText(items: readonly unknown[]): Generator<string> {
  yield '['
  for (const [index, item] of items.entries()) yield `${index === 0 ? '' : ','}${JSON.stringify(item)}`
  yield ']'
}

export function* entriesText(entries: object): Generator<string> {
  let before = '{'
  for (const [name, value] of Object.entries(entries)) {
    yield `${before}${JSON.stringify(name)}:${JSON.stringify(value)}`
    before = ','
  }
  yield before === '{' ? '{}' : '}'
}
