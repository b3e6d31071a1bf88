import type { DeadLetterRow, StoredEvent } from '../storage/rows.ts'
import type { Changes } from './changes.ts'
import type { Step } from './step.ts'
import type { World } from './world.ts'

export interface FailedRule {
  readonly workflowName: string
  readonly workflowExecutionId: number | null
  /** Null for a trigger of a workflow. */
  readonly task: string | null
  readonly rule: string
}

/** Keeps an event that a rule could not judge, with the error. */
export function addRuleDeadLetter(step: Step, of: FailedRule, error: string): void {
  add(step.world, step.changes, step.event, { source: 'rule', ...of, error, createTime: step.now })
}

/** Keeps an event whose step could not be taken. */
export function addStepDeadLetter(
  { world, changes, now }: { readonly world: World; readonly changes: Changes; readonly now: number },
  event: StoredEvent,
  error: string,
): void {
  const { workflowExecutionId } = event
  add(world, changes, event, {
    source: 'step',
    workflowExecutionId,
    workflowName: null,
    task: null,
    rule: null,
    error,
    createTime: now,
  })
}

function add(
  world: World,
  changes: Changes,
  { namespace, offset }: StoredEvent,
  row: Omit<DeadLetterRow, 'id' | 'namespace' | 'eventOffset'>,
): void {
  changes.deadLetters.push({ id: ++world.counters.deadLetter, namespace, eventOffset: offset, ...row })
}
