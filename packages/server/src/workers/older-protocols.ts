import { type AttemptSpec, hasSecrets } from '@aiflow/sdk/internal/worker-protocol'
import type { Attachment, SpecToSend, WarmSnapshot } from '../log/worker-port.ts'
import type { Hello } from './gathered-hello.ts'

/** The fields of operators that a worker of AIFlow 0.1.0 knows. It refuses the whole message if there are others. */
const FIRST_FIELDS: Readonly<Record<AttemptSpec['operator']['type'], readonly string[]>> = {
  bash: ['type', 'command', 'env', 'cwd'],
  python: [],
  code: ['type', 'className', 'isolation', 'metricsSeconds'],
}

/** What an older worker cannot do, in sentences for people. */
export function lacksOf({
  protocol,
  operators,
  features,
}: Pick<Hello, 'protocol' | 'operators' | 'features'>): string[] {
  // A newer one without a Python says so, and is not older.
  const python = operators === undefined ? ['runs no Python operators'] : []
  const lacks = [
    ...python,
    ...(takesSecrets(features) ? [] : ['takes no tasks with secrets or connections']),
    ...(knowsItems(features) ? [] : ['runs no items of lists ("mapOver")']),
  ]
  if (protocol >= 2) return lacks
  return [
    ...lacks,
    'does not watch whether tasks report being alive ("livenessSeconds")',
    'neither reattaches to work outside nor confirms its end',
    'does not keep to the limits of logs and memory',
  ]
}

/** The parts of an attempt that a worker with that protocol ignores. */
export function droppedOf(
  spec: Pick<AttemptSpec, 'operator' | 'livenessSeconds' | 'purpose'>,
  protocol: number,
): string[] {
  if (protocol >= 2) return []
  const { operator, livenessSeconds, purpose = 'run' } = spec
  if (purpose === 'stopOutside') return ['the stop of its work outside']
  return [
    ...(livenessSeconds ? ['livenessSeconds'] : []),
    ...(operator.type === 'code' && operator.ownStop ? ['the stop of work outside that outlives its process'] : []),
    ...(operator.type === 'code' && operator.reattaches ? ['reattach'] : []),
  ]
}

/**
 * Whether a worker with that protocol may receive an attempt. It would start an attempt that only ends outside work.
 */
export function acceptsAttempt({ purpose = 'run' }: Pick<AttemptSpec, 'purpose'>, protocol: number): boolean {
  return protocol >= 2 || purpose === 'run'
}

/** Whether a worker that said so in its `hello` runs the tasks of a PythonOperator. One of 0.2.0 says nothing. */
export function runsPython(operators: readonly string[] | undefined): boolean {
  return operators?.includes('python') ?? false
}

/**
 * For a worker that runs no Python, and takes the place of one that did: it need not know what an attempt runs in order to end
 * it. It must not get one that it would have to begin.
 */
export function withoutPython({ spec, stop }: Attachment['wanted'][number]): Attachment['wanted'] {
  if (spec.operator.type !== 'python') return [{ spec, stop }]
  return stop ? [{ spec: { ...spec, operator: { type: 'bash', command: ':', env: {} } }, stop }] : []
}

/** Whether a worker that said so in its `hello` fetches secrets and masks output. */
export function takesSecrets(features: readonly string[] | undefined): boolean {
  return features?.includes('secrets') ?? false
}

/** For a worker that takes no secrets, in place of one that did: it may end an attempt with secrets, and must not begin one. */
export function withoutSecrets({ spec, stop }: Attachment['wanted'][number]): Attachment['wanted'] {
  if (!hasSecrets(spec)) return [{ spec, stop }]
  const { secrets: _, connections: __, ...rest } = spec
  return stop ? [{ spec: rest, stop }] : []
}

/** Whether a worker that said so in its `hello` runs items of lists. */
export function knowsItems(features: readonly string[] | undefined): boolean {
  return features?.includes('items') ?? false
}

/** For a worker that knows no items, in place of one that did: it may end an attempt for an item, and must not begin one. */
export function withoutItems({ spec, stop }: Attachment['wanted'][number]): Attachment['wanted'] {
  if (spec.item === undefined) return [{ spec, stop }]
  const { item: _, ...rest } = spec
  return stop ? [{ spec: rest, stop }] : []
}

/** A spec in the form that a worker with that protocol understands. */
export function forProtocol(spec: AttemptSpec, protocol: number): AttemptSpec {
  return protocol >= 2 ? spec : forFirst(spec)
}

function forFirst(spec: AttemptSpec): AttemptSpec {
  const fields = FIRST_FIELDS[spec.operator.type]
  const operator = Object.fromEntries(Object.entries(spec.operator).filter(([name]) => fields.includes(name)))
  return { ...spec, operator: operator as AttemptSpec['operator'] }
}

/** For a worker that shares no processes: the task gets a process to itself, as others do. */
export function unshared(spec: SpecToSend): SpecToSend {
  const { operator } = spec
  const isShared = operator.type === 'code' && operator.isolation === 'shared'
  return isShared ? { ...spec, operator: { ...operator, isolation: 'warm' } } : spec
}

/** The kinds of children that such a worker knows. */
export function withoutShared(kinds: WarmSnapshot['kinds']): WarmSnapshot['kinds'] {
  return [...new Set(kinds.map((kind) => (kind === 'shared' ? 'task' : kind)))]
}
