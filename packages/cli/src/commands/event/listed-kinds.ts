import { type Event, type EventKind, RESERVED_KEY_PREFIX } from '@aiflow/sdk/internal/model'

export const EVENT_KINDS: readonly EventKind[] = ['user', 'status', 'control', 'report', 'timer']

export interface KindOptions {
  readonly kind?: EventKind | undefined
  readonly all?: boolean | undefined
}

/** Which kinds of events to ask for: what people and tasks sent, unless the options or the key say otherwise. */
export function listedKinds(key: string | undefined, { kind, all }: KindOptions): KindOptions {
  if (kind !== undefined) return { kind }
  if (all === true || key?.startsWith(RESERVED_KEY_PREFIX)) return { all: true }
  return { kind: 'user' }
}

/** Why the offsets of a list jump, for a note below it; null if they do not. */
export function explainJump(
  events: readonly Pick<Event, 'offset'>[],
  { kind, isOneNamespace }: { readonly kind: EventKind | undefined; readonly isOneNamespace: boolean },
): string | null {
  const [first, last] = [events[0], events.at(-1)]
  const hidden = first === undefined || last === undefined ? 0 : last.offset - first.offset + 1 - events.length
  const what = [
    ...(kind === undefined ? [] : ['of other kinds, such as statuses (--all shows them)']),
    ...(isOneNamespace ? ['of other namespaces (-n "*" shows them)'] : []),
  ]
  if (hidden === 0 || what.length === 0) return null
  const are = hidden === 1 ? '1 event in between is' : `${hidden} events in between are`
  return `${are} not shown: ${what.join(' or ')}.`
}
