import type { NotMetResource, VerdictsResponse } from '@aiflow/sdk/internal/api/events'
import { type Event, isFinished, type TaskStatus, taskStatusKey, workflowStatusKey } from '@aiflow/sdk/internal/model'
import type { EventMatch } from '@aiflow/sdk/internal/wire'
import { WorkBudget } from '../formulas/work-budget.ts'
import { type LaneId, laneId } from '../model/lane-id.ts'
import type { RememberedEvents } from '../model/remembered-events.ts'
import { ruleId } from '../model/rule-name.ts'
import type { Occurrence, TaskFacts, TaskView } from '../rules/conditions/condition.ts'
import { upstreamsOf } from '../rules/conditions/kinds.ts'
import { evaluate } from '../rules/evaluate.ts'
import { createPlan, type Plan, rulesOn, type TaskRulePlan } from '../rules/plan.ts'
import type { ReadStorage } from '../storage/reads/read-storage.ts'
import type { StoredEvent, WorkflowExecutionRow } from '../storage/rows.ts'
import { prospectsAt } from './prospects-at.ts'
import { offsetBefore, taskExecutionOf } from './seen-events.ts'

const MAX_VERDICTS = 1000
const MAX_CANDIDATES = 1000
const MAX_INBOX = 100_000

interface Asked {
  readonly storage: ReadStorage
  readonly execution: WorkflowExecutionRow
  readonly event: StoredEvent
  readonly lane: LaneId
  /** The budget for judging again as of the event, and for searching what was seen before. */
  readonly budget: WorkBudget
  readonly searchBudget: WorkBudget
}

/**
 * The verdicts of an execution's rules on one event. The store holds the decisions. For rules that were not met it
 * holds only a count, so they are judged again with what they had seen by then.
 */
export async function verdictsOnEvent(
  storage: ReadStorage,
  execution: WorkflowExecutionRow,
  event: StoredEvent,
): Promise<VerdictsResponse> {
  const lane = laneId.ofExecution(execution.id)
  const asked: Asked = { storage, execution, event, lane, budget: new WorkBudget(), searchBudget: new WorkBudget() }
  const items = await storage.verdicts.ofEvent({ offset: event.offset, lane: asked.lane, limit: MAX_VERDICTS })
  const decided = new Set(items.map(ruleId))
  const open = (await plansAsked(asked)).filter(({ name }) => !decided.has(ruleId(name)))
  const { offsets } = await storage.lanes.inbox(asked.lane, MAX_INBOX)
  const waits = offsets.includes(event.offset)
  const isWaiting = ({ condition }: TaskRulePlan) => waits && (event.kind === 'user' || condition.type === 'code')
  const notMet = await Promise.all(open.filter((plan) => !isWaiting(plan)).map((plan) => notMetOf(asked, plan)))
  const waiting = open.filter(isWaiting).map(({ name }) => name)
  return { items, next: null, notMet, waiting }
}

/** The rules that the event was offered to. */
async function plansAsked(asked: Asked): Promise<readonly TaskRulePlan[]> {
  const { storage, execution, event } = asked
  if (event.namespace !== execution.namespace) return []
  const isOwn = event.workflowExecutionId === execution.id
  if (!isOwn && (event.kind !== 'user' || event.workflowExecutionId !== null)) return []
  const snapshot = await storage.snapshots.find(execution.snapshotHash)
  if (snapshot === null || !(await hadBegun(asked))) return []
  return listenersOf(createPlan(snapshot.hash, snapshot.definition), event)
}

function listenersOf(plan: Plan, event: StoredEvent): readonly TaskRulePlan[] {
  if (event.kind === 'user') return rulesOn(plan, event)
  if (event.kind !== 'status') return []
  const upstream = taskExecutionOf(event)?.taskName
  const byUpstream = upstream === undefined ? [] : (plan.rulesByUpstream.get(upstream) ?? [])
  return [...new Set([...byUpstream, ...rulesOn(plan, event)])].sort((a, b) => a.order - b.order)
}

/** Whether the execution was alive, and had begun, when the event came. */
async function hadBegun({ storage, execution, event }: Asked): Promise<boolean> {
  const { namespace, workflowName, id } = execution
  const [before] = await storage.events.offered({
    namespace,
    keys: [workflowStatusKey(workflowName)],
    workflowExecutionId: id,
    afterOffset: await offsetBefore(storage, id),
    endOffset: event.offset - 1,
    limit: 1,
  })
  return before?.value === 'RUNNING'
}

async function notMetOf(asked: Asked, plan: TaskRulePlan): Promise<NotMetResource> {
  const { name } = plan
  return { ...name, count: 1, lastOffset: asked.event.offset, reason: await reasonOf(asked, plan) }
}

/** User code is not asked again, so all we can say is that it was not met. */
async function reasonOf(asked: Asked, plan: TaskRulePlan): Promise<string> {
  const looksAhead = plan.condition.type === 'taskOutcomes'
  const prospects = looksAhead ? await prospectsAt(asked.storage, asked.execution, asked.event.offset) : undefined
  const { met, reason } = evaluate(plan.condition, await occurrenceOf(asked, plan), {
    ...(prospects === undefined ? {} : { prospects }),
    now: asked.event.createTime,
    budget: asked.budget,
    seen: await seenBefore(asked, plan),
    ownTask: plan.task.name,
  })
  return met ? 'its decision is no longer kept' : reason
}

async function occurrenceOf(asked: Asked, plan: TaskRulePlan): Promise<Occurrence> {
  const { event } = asked
  const task = taskExecutionOf(event)?.taskName
  if (event.kind !== 'status' || task === undefined) return { type: 'event', event }
  const names = [...upstreamsOf(plan.condition), plan.task.name]
  return { type: 'taskStatus', event, task, to: event.value as TaskStatus, view: await viewAt(asked, names) }
}

/** The tasks right after the event, as far as history reaches. */
async function viewAt({ storage, execution, event }: Asked, names: readonly string[]): Promise<TaskView> {
  const view = new Map<string, TaskFacts>()
  const changesOf = await storage.events.offeredByKey({
    namespace: execution.namespace,
    keys: names.map((name) => taskStatusKey(execution.workflowName, name)),
    workflowExecutionId: execution.id,
    afterOffset: await offsetBefore(storage, execution.id),
    // One more event says whether an execution that was stopped is followed by another one at once.
    endOffset: event.offset + 1,
    limit: 20,
  })
  for (const name of names) {
    const found = changesOf.get(taskStatusKey(execution.workflowName, name)) ?? []
    const changes = found.filter(({ offset }) => offset <= event.offset)
    const [latest] = changes
    if (latest === undefined) continue
    const isFollowed = latest.value === 'STOPPED' && found.length > changes.length
    const status = latest.value as TaskStatus
    const started = changes.find(({ context }) => (context ?? '').includes('"from":null'))
    const startOffset = started?.offset ?? 0
    view.set(name, { status, startOffset, endOffset: isFinished(status) ? latest.offset : null, isFollowed })
  }
  return view
}

/** What a condition on several events remembered: the newest event of each member since the rule last fired. */
async function seenBefore(asked: Asked, { name, condition }: TaskRulePlan): Promise<RememberedEvents | null> {
  if (condition.type !== 'allEvents') return null
  const { storage, execution, event, lane } = asked
  const of = { lane, ...name, beforeOffset: event.offset, limit: 50 }
  const fired = (await storage.verdicts.ofRule(of)).find(({ verdict }) => verdict === 'fired')
  const begin = fired?.eventOffset ?? (await offsetBefore(storage, execution.id))
  const query = {
    namespace: execution.namespace,
    workflowExecutionId: execution.id,
    afterOffset: begin,
    endOffset: event.offset - 1,
    limit: MAX_CANDIDATES,
  }
  const seen = await Promise.all(
    condition.events.map(async (match, index): Promise<[string, Event][]> => {
      const candidates = await storage.events.offered({ ...query, keys: [match.key] })
      const found = newestOf(match, candidates, asked.searchBudget)
      return found === undefined ? [] : [[String(index), found]]
    }),
  )
  return Object.fromEntries(seen.flat())
}

function newestOf(match: EventMatch, newestFirst: readonly StoredEvent[], budget: WorkBudget): StoredEvent | undefined {
  // A condition on one event remembers nothing. If it could not be judged then, it cannot be judged now, and counts as
  // not met.
  const judgedWith = { budget, seen: null, ownTask: null }
  const condition = { type: 'event', event: match } as const
  return newestFirst.find((event) => {
    return evaluate(condition, { type: 'event', event }, { ...judgedWith, now: event.createTime }).met
  })
}
