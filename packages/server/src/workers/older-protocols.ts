import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'

/** What a worker of AIFlow 0.1.0 knows of operators; it refuses the whole message where there is more. */
const FIRST_FIELDS: Readonly<Record<AttemptSpec['operator']['type'], readonly string[]>> = {
  bash: ['type', 'command', 'env', 'cwd'],
  code: ['type', 'className', 'isolation', 'metricsSeconds'],
}

/** What a worker of a version of the protocol cannot do, in sentences for people. */
export function lacksOf(protocol: number): string[] {
  if (protocol >= 2) return []
  return [
    'does not watch whether tasks report being alive ("livenessSeconds")',
    'neither reattaches to work outside nor confirms its end',
    'does not keep to the limits of logs and memory',
  ]
}

/** What a worker of that version will not do of what an attempt asks for. */
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

/** Whether a worker of that version may hear of an attempt: to it, one that only ends outside work would be a start. */
export function takesAttempt({ purpose = 'run' }: Pick<AttemptSpec, 'purpose'>, protocol: number): boolean {
  return protocol >= 2 || purpose === 'run'
}

/** A spec as a worker of that version of the protocol understands it. */
export function forProtocol(spec: AttemptSpec, protocol: number): AttemptSpec {
  return protocol >= 2 ? spec : forFirst(spec)
}

function forFirst(spec: AttemptSpec): AttemptSpec {
  const fields = FIRST_FIELDS[spec.operator.type]
  const operator = Object.fromEntries(Object.entries(spec.operator).filter(([name]) => fields.includes(name)))
  return { ...spec, operator: operator as AttemptSpec['operator'] }
}
