import type { Json } from '@aiflow/sdk/internal/json'
import { exceedsBytes } from '../log/json-bytes.ts'
import type { DeadLetterRow, StoredEvent } from '../storage/rows.ts'
import type { Changes } from './changes.ts'
import { ExecutionLane } from './execution-lane.ts'
import type { Lane } from './lane.ts'
import { retryOf, returnLetter } from './retried-letter.ts'
import type { Step } from './step.ts'
import type { World } from './world.ts'

/** What a letter keeps of the states that a condition saw, as JSON. */
const MAX_CONTEXT_BYTES = 64 * 1024

export interface FailedRule {
  readonly workflowName: string
  readonly workflowExecutionId: number | null
  /** Null for a trigger of a workflow. */
  readonly task: string | null
  readonly rule: string
}

/** Keeps an event that a rule could not judge, with the error and what the condition saw. */
export function addRuleDeadLetter(
  step: Step,
  lane: Lane,
  of: FailedRule,
  { error, event }: { readonly error: string; readonly event: Pick<StoredEvent, 'namespace' | 'offset'> },
): void {
  const context = contextOf(lane)
  add(step.world, step.changes, event, { source: 'rule', ...of, error, createTime: step.now, context })
}

/** Keeps an event whose step could not be taken; `lane` where it was one lane's step. One that is tried again goes back. */
export function addStepDeadLetter(
  { world, changes, now }: { readonly world: World; readonly changes: Changes; readonly now: number },
  event: StoredEvent,
  error: string,
  lane: Lane | null = null,
): void {
  const retry = retryOf(event)
  if (retry !== null) return returnLetter(changes, retry.letter, { error, now })
  const execution = lane instanceof ExecutionLane ? lane.execution : null
  const workflow = lane === null || lane instanceof ExecutionLane ? null : lane.row
  add(world, changes, event, {
    source: 'step',
    workflowExecutionId: execution?.id ?? event.workflowExecutionId,
    workflowName: execution?.workflowName ?? workflow?.name ?? null,
    task: null,
    rule: null,
    error,
    createTime: now,
    context: null,
  })
}

function contextOf(lane: Lane): Json {
  const states = lane.states.named
  const context = lane instanceof ExecutionLane ? { states, taskStatuses: lane.taskStatuses() } : { states }
  return exceedsBytes(context, MAX_CONTEXT_BYTES) ? { states: 'too large to be kept' } : context
}

function add(
  world: World,
  changes: Changes,
  { namespace, offset }: Pick<StoredEvent, 'namespace' | 'offset'>,
  row: Omit<DeadLetterRow, 'id' | 'namespace' | 'eventOffset' | 'tries' | 'lastTryTime' | 'retryOffset'>,
): void {
  const id = ++world.counters.deadLetter
  changes.deadLetters.push({
    id,
    namespace,
    eventOffset: offset,
    tries: 1,
    lastTryTime: null,
    retryOffset: null,
    ...row,
  })
}
