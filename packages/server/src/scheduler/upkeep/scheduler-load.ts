import { isAlive, type TaskStatus, type WorkflowStatus } from '@aiflow/sdk/internal/model'
import type { Backlog, SchedulerLoad } from '../../log/commit-report.ts'
import { openCircuitsIn } from '../../model/circuit.ts'
import type { Lane } from '../world/lane.ts'
import type { World } from '../world/world.ts'

/** Counts the living part of the world. Call it only now and then, because it looks at all of it. */
export function schedulerLoad(world: World, queue: Backlog, now: number): SchedulerLoad {
  const executions = new Map<WorkflowStatus, number>()
  const tasks = new Map<TaskStatus, number>()
  const items = { notBegun: 0, running: 0, retrying: 0 }
  const pending = { waiting: [] as number[], stopping: [] as number[] }
  for (const lane of world.executions.values()) {
    count(executions, lane.execution.status)
    if (lane.aliveTasks === 0) continue
    for (const { latest, map } of lane.slots()) {
      if (map !== null) addItems(items, map.counts)
      if (latest === null || !isAlive(latest.status)) continue
      count(tasks, latest.status)
      if (latest.status === 'INIT') pending.waiting.push(latest.id)
      if (latest.status === 'STOPPING') pending.stopping.push(latest.id)
    }
  }
  const backfills = world.backfills.living()
  const timesLeft = backfills.reduce((sum, { counts }) => sum + counts.left, 0)
  return {
    executions,
    tasks,
    waitingTasks: world.attempts.waiting,
    pending,
    approvals: world.attempts.unanswered.size,
    children: world.children.size,
    items,
    openCircuits: countOpen(world.executions.values()) + countOpen(world.workflows.values()),
    backfills: { living: backfills.length, timesLeft },
    queue,
    inbox: inboxBacklog(world, now),
  }
}

type MutableItems = { -readonly [State in keyof SchedulerLoad['items']]: number }

function addItems(items: MutableItems, { notBegun, running, retrying }: SchedulerLoad['items']): void {
  items.notBegun += notBegun
  items.running += running
  items.retrying += retrying
}

function inboxBacklog(world: World, now: number): SchedulerLoad['inbox'] {
  let events = 0
  let largest = 0
  let oldest = now
  for (const { inbox } of world.lanesWithInbox) {
    events += inbox.length
    largest = Math.max(largest, inbox.length)
    oldest = Math.min(oldest, inbox.head?.event.createTime ?? now)
  }
  return { events, seconds: (now - oldest) / 1000, largest }
}

function countOpen(lanes: Iterable<Lane>): number {
  let open = 0
  for (const { hasCircuits, states } of lanes) if (hasCircuits) open += openCircuitsIn(states)
  return open
}

function count<T>(counts: Map<T, number>, status: T): void {
  counts.set(status, (counts.get(status) ?? 0) + 1)
}
