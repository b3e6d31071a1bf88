import type { RuleName } from '../../model/rule-name.ts'
import { type OfExecution, parseTimerId } from '../../model/timer-ids.ts'
import type { BackfillRow, ScheduleRow, TriggerRow } from '../../storage/rows.ts'
import type { ExecutionLane } from '../world/execution-lane.ts'
import type { Lane } from '../world/lane.ts'
import type { WorkflowLane } from '../world/workflow-lane.ts'
import type { World } from '../world/world.ts'

/** What a timer belongs to. A workflow execution is named by its id, because it may have ended. */
export type TimerOwner =
  | { readonly type: 'schedule'; readonly schedule: ScheduleRow }
  | { readonly type: 'batch'; readonly workflow: WorkflowLane; readonly trigger: TriggerRow }
  | { readonly type: 'stop-all'; readonly workflow: WorkflowLane }
  | { readonly type: 'backfill'; readonly backfill: BackfillRow }
  | { readonly type: 'worker'; readonly workerId: string }
  | { readonly type: 'rule'; readonly lane: Lane; readonly rule: RuleName }
  | { readonly type: 'children' | 'items'; readonly lane: ExecutionLane }
  | { readonly type: 'execution'; readonly timer: OfExecution }

/** Null if the schedule, trigger, rule or workflow is gone. */
export function timerOwnerOf(world: World, timerId: string): TimerOwner | null {
  const timer = parseTimerId(timerId)
  switch (timer?.kind) {
    case undefined:
      return null
    case 'schedule': {
      const schedule = world.schedules.get(timer.scheduleId)
      return schedule === undefined ? null : { type: 'schedule', schedule }
    }
    case 'batch': {
      const workflow = world.workflows.get(timer.workflowId)
      const trigger = workflow?.triggers.get(timer.triggerId)
      return workflow === undefined || trigger === undefined ? null : { type: 'batch', workflow, trigger }
    }
    case 'stop-all': {
      const workflow = world.workflows.get(timer.workflowId)
      return workflow === undefined ? null : { type: 'stop-all', workflow }
    }
    case 'backfill': {
      const backfill = world.backfills.get(timer.backfillId)
      return backfill === undefined ? null : { type: 'backfill', backfill }
    }
    case 'forget-worker':
      return { type: 'worker', workerId: timer.workerId }
    case 'rule': {
      const lane = world.laneOf(timer.lane)
      return lane?.rule(timer.rule) === undefined ? null : { type: 'rule', lane, rule: timer.rule }
    }
    case 'children':
    case 'items': {
      const lane = world.executions.get(timer.workflowExecutionId)
      return lane === undefined ? null : { type: timer.kind, lane }
    }
    case 'retry':
    case 'answer':
    case 'child-limit':
    case 'periodic':
    case 'timeout':
    case 'clean-up':
      return { type: 'execution', timer }
  }
}

/** Undefined if the owner belongs to no namespace, or is an execution that has ended. */
export function namespaceOfOwner(world: World, owner: TimerOwner): string | undefined {
  switch (owner.type) {
    case 'schedule':
      return owner.schedule.namespace
    case 'batch':
    case 'stop-all':
      return owner.workflow.row.namespace
    case 'backfill':
      return owner.backfill.namespace
    case 'worker':
      return undefined
    case 'rule':
    case 'children':
    case 'items':
      return owner.lane.place.namespace
    case 'execution':
      return world.executions.get(owner.timer.workflowExecutionId)?.execution.namespace
  }
}
