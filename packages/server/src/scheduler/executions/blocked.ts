import type { Blocked } from '@aiflow/sdk/internal/api/executions'
import { circuitIn, refusalBy } from '../../model/circuit.ts'
import { rememberedEvents } from '../../model/remembered-events.ts'
import type { RuleName } from '../../model/rule-name.ts'
import { awaitedEventsOf } from '../../rules/blocked/awaited-events.ts'
import { blockedTasksOf } from '../../rules/blocked/blocked-tasks.ts'
import type { TaskView } from '../../rules/conditions/condition.ts'
import type { ExecutionLane } from '../world/execution-lane.ts'

const NOTHING = { count: 0, first: [] }
const END_OF_LOG = Number.MAX_SAFE_INTEGER

// Very many tasks may have to be looked at, and people look more often than statuses change.
const blockedTasks = new WeakMap<ExecutionLane, { readonly version: number; readonly tasks: Blocked['tasks'] }>()

/** What keeps an execution from going on by itself; null where nothing does. */
export function blockedOf(lane: ExecutionLane): Blocked | null {
  if (lane.phase !== 'open') return null
  const tasks = blockedTasksIn(lane)
  const idle = isIdle(lane)
  if (tasks.count === 0 && !idle) return null
  const seenBy = (rule: RuleName) => rememberedEvents(lane.states, rule)
  const atRest = { view: viewOf(lane), seenBy, refusalOf: (rule: RuleName) => refusalIn(lane, rule) }
  const events = idle ? awaitedEventsOf(lane.plan, atRest) : NOTHING
  return { tasks, idle, events }
}

function blockedTasksIn(lane: ExecutionLane): Blocked['tasks'] {
  const known = blockedTasks.get(lane)
  if (known?.version === lane.statusVersion) return known.tasks
  const tasks = hasFailedOrStopped(lane) ? blockedTasksOf(lane.plan, viewOf(lane)) : NOTHING
  blockedTasks.set(lane, { version: lane.statusVersion, tasks })
  return tasks
}

/** Without a task that is FAILED or STOPPED, nothing is blocked. */
function hasFailedOrStopped(lane: ExecutionLane): boolean {
  return lane.ran().some(({ latest }) => latest?.status === 'FAILED' || latest?.status === 'STOPPED')
}

/** No task of the execution is alive, no event waits to be judged, and no timer is set. */
function isIdle(lane: ExecutionLane): boolean {
  const isTimed = lane.wakeDepths.size > 0 || lane.plan.periodicTasks.length > 0
  return lane.aliveTasks === 0 && lane.inbox.length === 0 && !lane.isPaused && !isTimed
}

/** Why no event can fire a rule; null where one can, as where failures opened its circuit, which lets one through at times. */
function refusalIn({ states }: ExecutionLane, rule: RuleName): string | null {
  const circuit = circuitIn(states, rule)
  return circuit?.cause === 'failures' ? null : refusalBy(circuit)
}

function viewOf(lane: ExecutionLane): TaskView {
  return lane.viewAsOf(END_OF_LOG)
}
