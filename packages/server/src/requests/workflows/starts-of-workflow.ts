import type { Page } from '@aiflow/sdk/internal/api/server'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { parseExpression } from '../../calendar/expression.ts'
import type { NamedOfWorkflow } from '../../log/control.ts'
import { circuitIn } from '../../model/circuit.ts'
import { laneId } from '../../model/lane-id.ts'
import type { PageRequest } from '../../storage/reads/page-request.ts'
import type { ReadStorage } from '../../storage/reads/read-storage.ts'
import type { NamedFilter } from '../../storage/reads/workflow-reads.ts'
import type { ScheduleRow, TriggerRow } from '../../storage/rows.ts'

/** Throws `TRIGGER_NOT_FOUND`. */
export async function findTrigger(storage: ReadStorage, named: NamedOfWorkflow): Promise<TriggerRow> {
  const [found] = await withCircuits(storage, await storage.triggers.findAll(named))
  if (found === undefined) throw notFound('trigger', named)
  return found
}

/** By id. */
export async function listTriggers(
  storage: ReadStorage,
  filter: NamedFilter,
  page: PageRequest,
): Promise<Page<TriggerRow>> {
  const { items, next } = await storage.triggers.list(filter, page)
  return { items: await withCircuits(storage, items), next }
}

/** Throws `SCHEDULE_NOT_FOUND`. */
export async function findSchedule(storage: ReadStorage, named: NamedOfWorkflow): Promise<ScheduleRow> {
  const [found] = await storage.schedules.findAll(named)
  if (found === undefined) throw notFound('schedule', named)
  return found
}

/** The next firings of a schedule after a time, in milliseconds since the epoch. */
export function nextTimes({ expression, timezone, createTime }: ScheduleRow, from: number, count: number): number[] {
  const calendar = parseExpression(expression, timezone, createTime)
  const times: number[] = []
  for (let time = calendar.next(from); time !== null && times.length < count; time = calendar.next(time))
    times.push(time)
  return times
}

/** The circuits of triggers are states of their workflows. */
async function withCircuits(storage: ReadStorage, triggers: readonly TriggerRow[]): Promise<TriggerRow[]> {
  const lanes = new Set(triggers.map(({ workflowId }) => laneId.ofWorkflow(workflowId)))
  const rows = Map.groupBy(await storage.lanes.circuits([...lanes]), ({ lane }) => lane)
  return triggers.map((trigger) => {
    const states = (rows.get(laneId.ofWorkflow(trigger.workflowId)) ?? []).map(
      ({ name, value }) => [name, value] as const,
    )
    return { ...trigger, circuit: circuitIn(new Map(states), { task: null, rule: trigger.name }) }
  })
}

function notFound(noun: 'trigger' | 'schedule', { namespace, workflow, name }: NamedOfWorkflow): AIFlowError {
  const message = `The workflow "${workflow}" has no ${noun} "${name}". Look at the list of ${noun}s.`
  const code = noun === 'trigger' ? 'TRIGGER_NOT_FOUND' : 'SCHEDULE_NOT_FOUND'
  return new AIFlowError(code, message, { details: { namespace, workflow, [noun]: name } })
}
