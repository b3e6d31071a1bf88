import type { Circuit, CircuitCause } from '@aiflow/sdk/internal/api/workflows'
import type { Json } from '@aiflow/sdk/internal/json'
import { counted } from '@aiflow/sdk/internal/text'
import { circuitIn, holdsCircuits, refusalAt, refusalBy } from '../../model/circuit.ts'
import { type RuleName, ruleId } from '../../model/rule-name.ts'
import { stateName } from '../../model/state-names.ts'
import type { Step } from '../step.ts'
import type { Lane } from '../world/lane.ts'

/** Null if the rule is judged and its condition did not fail last time. */
export function circuitOf(lane: Lane, of: RuleName): Circuit | null {
  return circuitIn(lane.states, of)
}

/** Why a rule is not judged now; null if it is. A circuit that failures opened lets one event through after a while. */
export function refusalOf(step: Pick<Step, 'world' | 'now'>, lane: Lane, of: RuleName): string | null {
  if (!lane.hasCircuits) return null
  const { circuitSeconds } = step.world.guards
  return refusalAt(circuitOf(lane, of), { now: step.now, circuitSeconds })
}

/**
 * The same for a rule whose condition has already been asked. Its answer counts, unless somebody disabled the rule or a
 * storm opened its circuit meanwhile.
 */
export function refusalOfAnswered(lane: Lane, of: RuleName): string | null {
  if (!lane.hasCircuits) return null
  const circuit = circuitOf(lane, of)
  return circuit?.cause === 'failures' ? null : refusalBy(circuit)
}

/**
 * Counts consecutive failures of a condition. At the limit the circuit opens. A judgement without an error closes it.
 */
export function noteAnswer(step: Step, lane: Lane, of: RuleName, error: string | null): void {
  if (error === null && !lane.hasCircuits) return
  const circuit = circuitOf(lane, of)
  if (circuit !== null && circuit.status !== 'closed' && circuit.cause !== 'failures') return
  if (error === null) {
    if (circuit !== null) setCircuit(step, lane, of, null)
    return
  }
  const failures = (circuit?.failures ?? 0) + 1
  const isOpen = circuit?.status === 'open' || failures >= step.world.guards.conditionFailures
  const reason = isOpen ? `the condition failed ${counted(failures, 'time')} in a row: ${error}` : null
  setCircuit(step, lane, of, {
    status: isOpen ? 'open' : 'closed',
    cause: isOpen ? 'failures' : null,
    reason,
    since: step.now,
    failures,
    cycle: [],
  })
}

/** Call when a rule has fired. Opens the circuit of a rule that keeps triggering itself. */
export function noteFiring(step: Step, lane: Lane, of: RuleName, key: string): void {
  if (step.depth === 0) return
  const { namespace, workflowName, workflowExecutionId: id } = lane.place
  const place = of.task === null ? `trigger "${of.rule}" of "${workflowName}"` : `${id}/${of.task} "${of.rule}"`
  const firing = { place, key, namespace, depth: step.depth, offset: step.event.offset, now: step.now }
  const storm = step.world.storms.note(lane, ruleId(of), firing)
  if (storm === null) return
  const reason = `it triggered itself ${storm.firings} times in ${storm.seconds} s: ${storm.cycle.join(' → ')}`
  setCircuit(step, lane, of, {
    status: 'open',
    cause: 'storm',
    reason,
    since: step.now,
    failures: 0,
    cycle: storm.cycle,
  })
}

/** Disables a rule by hand, or enables it again. */
export function setByHand(step: Step, lane: Lane, of: RuleName, isOff: boolean): void {
  if (!isOff) return setCircuit(step, lane, of, null)
  setCircuit(step, lane, of, {
    status: 'disabled',
    cause: 'hand',
    reason: 'the rule is disabled',
    since: step.now,
    failures: 0,
    cycle: [],
  })
}

function setCircuit(step: Step, lane: Lane, of: RuleName, circuit: Circuit | null): void {
  const stored = circuitOf(lane, of)
  if (stored === null && circuit === null) return
  const before = stored?.status ?? 'closed'
  const name = stateName.circuit(of)
  const value: Json = circuit
  if (value === null) lane.states.delete(name)
  else lane.states.set(name, value)
  lane.hasCircuits = holdsCircuits(lane.states)
  step.changes.states.set({ lane: lane.id, name, value })
  const status = circuit?.status ?? 'closed'
  if (status === before) return
  const cause: CircuitCause | null = circuit?.cause ?? null
  step.notices.circuitChanges.push({
    lane: lane.id,
    ...of,
    from: before,
    to: status,
    cause,
    reason: circuit?.reason ?? null,
  })
}
