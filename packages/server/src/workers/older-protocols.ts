import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'

/** The fields of operators that a worker of AIFlow 0.1.0 knows. It refuses the whole message if there are others. */
const FIRST_FIELDS: Readonly<Record<AttemptSpec['operator']['type'], readonly string[]>> = {
  bash: ['type', 'command', 'env', 'cwd'],
  code: ['type', 'className', 'isolation', 'metricsSeconds'],
}

/** What a worker with an older protocol cannot do, in sentences for people. */
export function lacksOf(protocol: number): string[] {
  if (protocol >= 2) return []
  return [
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

/** A spec in the form that a worker with that protocol understands. */
export function forProtocol(spec: AttemptSpec, protocol: number): AttemptSpec {
  return protocol >= 2 ? spec : forFirst(spec)
}

function forFirst(spec: AttemptSpec): AttemptSpec {
  const fields = FIRST_FIELDS[spec.operator.type]
  const operator = Object.fromEntries(Object.entries(spec.operator).filter(([name]) => fields.includes(name)))
  return { ...spec, operator: operator as AttemptSpec['operator'] }
}
