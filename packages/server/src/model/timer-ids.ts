import type { LaneId } from './lane-id.ts'
import { parseRuleId, type RuleName, ruleId } from './rule-name.ts'

/** What a timer is for, as its id says. */
export type TimerName =
  | { readonly kind: 'schedule'; readonly scheduleId: number }
  | { readonly kind: 'batch'; readonly workflowId: number; readonly triggerId: number }
  | { readonly kind: 'stop-all'; readonly workflowId: number }
  | { readonly kind: 'backfill'; readonly backfillId: number }
  | { readonly kind: 'forget-worker'; readonly workerId: string }
  | { readonly kind: 'rule'; readonly lane: LaneId; readonly rule: RuleName }
  | { readonly kind: 'children' | 'items'; readonly workflowExecutionId: number }
  | OfExecution

/** A timer of a workflow execution; `timeout` and `clean-up` have no task. */
export interface OfExecution {
  readonly kind: 'retry' | 'answer' | 'child-limit' | 'periodic' | 'timeout' | 'clean-up'
  readonly workflowExecutionId: number
  readonly task: string
}

export const timerId = {
  /** The next firing of a schedule. */
  schedule: (scheduleId: number): string => `schedule:${scheduleId}`,
  /** The time until which a trigger gathers a batch. */
  batch: (workflowId: number, triggerId: number): string => `batch:${workflowId}/${triggerId}`,
  /** Continues to stop the executions of a workflow. */
  stopAll: (workflowId: number): string => `stop-all:${workflowId}/`,
  /** Continues a backfill. */
  backfill: (backfillId: number): string => `backfill:${backfillId}`,
  /** Continues to give up the attempts of a worker. */
  forgetWorker: (workerId: string): string => `forget-worker:${workerId}`,
  /** When to judge a rule, or a trigger of a workflow, without an event. */
  rule: (lane: LaneId, rule: RuleName): string => `rule:${lane}/${ruleId(rule)}`,
  /** The next attempt of a task. */
  retry: (workflowExecutionId: number, task: string): string => `retry:${workflowExecutionId}/${task}`,
  /** The time until which a task waits for an answer. */
  answer: (workflowExecutionId: number, task: string): string => `answer:${workflowExecutionId}/${task}`,
  /** The time until which a task waits for the execution that it started. */
  childLimit: (workflowExecutionId: number, task: string): string => `child-limit:${workflowExecutionId}/${task}`,
  /** Continues to begin and to stop the executions that tasks of an execution wait for. */
  children: (workflowExecutionId: number): string => `children:${workflowExecutionId}/`,
  /** Continues to begin and to stop the items of tasks over lists of an execution. */
  items: (workflowExecutionId: number): string => `items:${workflowExecutionId}/`,
  /** The next firing of a periodic task. */
  periodic: (workflowExecutionId: number, task: string): string => `periodic:${workflowExecutionId}/${task}`,
  /** The time limit of a workflow execution. */
  timeout: (workflowExecutionId: number): string => `timeout:${workflowExecutionId}/`,
  /** The end of the clean-up of a workflow execution. */
  cleanUp: (workflowExecutionId: number): string => `clean-up:${workflowExecutionId}/`,
} as const

/** Null if no version has made such a timer. */
export function parseTimerId(id: string): TimerName | null {
  const [, kind = '', first = '', second = ''] = /^([^:]*):([^/]*)\/?(.*)$/s.exec(id) ?? []
  switch (kind) {
    case 'schedule':
      return { kind, scheduleId: Number(first) }
    case 'batch':
      return { kind, workflowId: Number(first), triggerId: Number(second) }
    case 'stop-all':
      return { kind, workflowId: Number(first) }
    case 'backfill':
      return { kind, backfillId: Number(first) }
    case 'forget-worker':
      return { kind, workerId: id.slice(kind.length + 1) }
    case 'rule':
      return { kind, lane: first as LaneId, rule: parseRuleId(second) }
    case 'children':
    case 'items':
      return { kind, workflowExecutionId: Number(first) }
    case 'retry':
    case 'answer':
    case 'child-limit':
    case 'periodic':
    case 'timeout':
    case 'clean-up':
      return { kind, workflowExecutionId: Number(first), task: second }
    default:
      return null
  }
}

/** Whether the timer ends a duration. The others stand for a calendar time. */
export function isDuration(id: string): boolean {
  const kind = parseTimerId(id)?.kind
  return kind !== undefined && kind !== 'schedule' && kind !== 'periodic'
}
