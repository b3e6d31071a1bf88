import type { TriedEvent, TriedLane } from '@aiflow/sdk/internal/api/events'
import type { Event } from '@aiflow/sdk/internal/model'
import type { NewUserEvent } from '../../log/event-log.ts'
import type { Hearing } from '../../log/hearing.ts'
import { createPlan, type Plan } from '../../rules/plan.ts'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import { hindrancesOfExecution, type Surroundings } from '../hindrances.ts'
import type { Asked } from './asked.ts'
import { tryExecution } from './try-execution.ts'
import { tryTriggers } from './try-triggers.ts'

/** Maximum number of executions and workflows in an answer, and of their rules. */
const MAX_LANES = 100
const MAX_RULES = 1000

/**
 * What an event would do if it were sent now: every rule judges it as the scheduler would, on what the store holds.
 * Nothing is stored, and no rule remembers it.
 */
export async function tryEvent({ storage, live }: Surroundings, given: NewUserEvent): Promise<TriedEvent> {
  const hearing = await live.hearing(given)
  const { executions, workflows, offset, refusal } = hearing
  const asked: Asked = { storage, event: eventOf(given, hearing), hearing, planOf: plansFrom(storage) }
  const lanes = [...executions.map((id) => () => tryExecution(asked, id)), ...tryTriggers(asked, workflows)]
  const tried = await takeSome(lanes)
  const { namespace, key, workflowExecutionId } = given
  if (workflowExecutionId !== null && executions.length === 0)
    tried.lanes.push(await unheard(storage, workflowExecutionId))
  return { namespace, key, offset, refusal, ...tried }
}

/** One after the other, since each may hold much. */
async function takeSome(lanes: readonly (() => Promise<TriedLane | null>)[]) {
  const tried: TriedLane[] = []
  let rules = 0
  for (const [index, tryLane] of lanes.entries()) {
    if (tried.length >= MAX_LANES || rules >= MAX_RULES) return { lanes: tried, more: lanes.length - index }
    const lane = await tryLane()
    if (lane === null) continue
    tried.push(lane)
    rules += lane.rules.length
  }
  return { lanes: tried, more: 0 }
}

function eventOf(
  { namespace, key, value, sender, principal, context, workflowExecutionId }: NewUserEvent,
  { offset, now }: Hearing,
): Event {
  const content = { namespace, key, value, sender, principal: principal ?? null, context, workflowExecutionId }
  return { ...content, kind: 'user', offset, createTime: now }
}

function plansFrom(storage: ReadStorage): Asked['planOf'] {
  const plans = new Map<string, Plan | null>()
  return async (hash) => {
    const known = plans.get(hash)
    if (known !== undefined) return known
    const snapshot = await storage.snapshots.find(hash)
    const plan = snapshot === null ? null : createPlan(hash, snapshot.definition)
    plans.set(hash, plan)
    return plan
  }
}

/** The execution that the event is for, if it has ended, waits for its turn, or has no rule on the key. */
async function unheard(storage: ReadStorage, id: number): Promise<TriedLane> {
  const execution = await storage.executions.find(id)
  const hindrances = execution === null ? [] : await hindrancesOfExecution(storage, execution)
  return { workflowExecutionId: id, workflowName: execution?.workflowName ?? '', hindrances, rules: [] }
}
