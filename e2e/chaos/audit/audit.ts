import type { Evidence } from '../evidence.ts'
import { auditAttempts } from './attempts.ts'
import { auditChains } from './chains.ts'
import { auditEvents } from './events.ts'
import type { Fault } from './fault.ts'
import { auditRemains } from './remains.ts'
import { auditStarts } from './starts.ts'
import { auditTimers } from './timers.ts'
import { auditTriggers } from './triggers.ts'
import { auditVerdicts } from './verdicts.ts'

const AUDITS: Readonly<Record<string, (evidence: Evidence) => string[]>> = {
  events: auditEvents,
  verdicts: auditVerdicts,
  starts: auditStarts,
  triggers: auditTriggers,
  chains: auditChains,
  attempts: auditAttempts,
  timers: auditTimers,
  remains: auditRemains,
}

/** Holds what is left of a run against everything that was promised. */
export function audit(evidence: Evidence): Fault[] {
  return Object.entries(AUDITS).flatMap(([name, judge]) => judge(evidence).map((message) => ({ audit: name, message })))
}
