import type { Evidence } from '../evidence.ts'
import { auditAttempts } from './attempts.ts'
import { auditBackfills } from './backfills.ts'
import { auditChains } from './chains.ts'
import { auditChildren } from './children.ts'
import { auditEvents } from './events.ts'
import type { Fault } from './fault.ts'
import { auditHands } from './hands.ts'
import { auditHeavy } from './heavy.ts'
import { historiesOf, type LaneHistory } from './lanes.ts'
import { auditOutside } from './outside.ts'
import { auditPauses } from './pauses.ts'
import { auditPools } from './pools.ts'
import { auditRemains } from './remains.ts'
import { auditStarts } from './starts.ts'
import { auditTimers } from './timers.ts'
import { auditTriggers } from './triggers.ts'
import { auditVerdicts } from './verdicts.ts'

const AUDITS: Readonly<Record<string, (evidence: Evidence, histories: readonly LaneHistory[]) => string[]>> = {
  events: auditEvents,
  verdicts: auditVerdicts,
  starts: auditStarts,
  triggers: auditTriggers,
  chains: auditChains,
  children: auditChildren,
  heavy: auditHeavy,
  attempts: auditAttempts,
  timers: auditTimers,
  backfills: auditBackfills,
  pauses: auditPauses,
  pools: auditPools,
  hands: auditHands,
  outside: auditOutside,
  remains: auditRemains,
}

/** Compares what is left of a run with everything that was promised. */
export function audit(evidence: Evidence): Fault[] {
  const histories = historiesOf(evidence)
  return Object.entries(AUDITS).flatMap(([name, judge]) =>
    judge(evidence, histories).map((message) => ({ audit: name, message })),
  )
}
