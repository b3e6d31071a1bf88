import type { Json } from '@aiflow/sdk/internal/json'
import { exceedsBytes } from '../../log/json-bytes.ts'
import type { RuleName } from '../../model/rule-name.ts'
import type { DeadLetterRow, StoredEvent } from '../../storage/rows.ts'
import type { Changes } from '../commit/changes/changes.ts'
import type { Step } from '../step.ts'
import type { Lane } from '../world/lane.ts'
import type { World } from '../world/world.ts'
import { retryOf, returnLetter } from './retried-letter.ts'

/** Maximum bytes of JSON that a letter keeps of the states that a condition saw. */
const MAX_CONTEXT_BYTES = 64 * 1024

/** Keeps an event that a rule failed to judge, with the error and what the condition saw. */
export function addRuleDeadLetter(
  step: Step,
  lane: Lane,
  { task, rule }: RuleName,
  { error, event }: { readonly error: string; readonly event: Pick<StoredEvent, 'namespace' | 'offset'> },
): void {
  const { workflowName, workflowExecutionId } = lane.place
  add(step.world, step.changes, event, {
    source: 'rule',
    workflowName,
    workflowExecutionId,
    task,
    rule,
    error,
    createTime: step.now,
    context: contextOf(lane),
  })
}

/**
 * Keeps an event whose step failed; `lane` if it was the step of one lane. A letter that was being retried is returned
 * instead.
 */
export function addStepDeadLetter(
  { world, changes, now }: { readonly world: World; readonly changes: Changes; readonly now: number },
  event: StoredEvent,
  error: string,
  lane: Lane | null = null,
): void {
  const retry = retryOf(event)
  if (retry !== null) return returnLetter(changes, retry.letter, { error, now })
  add(world, changes, event, {
    source: 'step',
    workflowExecutionId: lane?.place.workflowExecutionId ?? event.workflowExecutionId,
    workflowName: lane?.place.workflowName ?? null,
    task: null,
    rule: null,
    error,
    createTime: now,
    context: null,
  })
}

function contextOf(lane: Lane): Json {
  const states = lane.states.named
  const taskStatuses = lane.statusSnapshot()?.byName
  const context = taskStatuses === undefined ? { states } : { states, taskStatuses }
  return exceedsBytes(context, MAX_CONTEXT_BYTES) ? { states: 'too large to be kept' } : context
}

function add(
  world: World,
  changes: Changes,
  { namespace, offset }: Pick<StoredEvent, 'namespace' | 'offset'>,
  row: Omit<DeadLetterRow, 'id' | 'namespace' | 'eventOffset' | 'tries' | 'lastTryTime' | 'retryOffset'>,
): void {
  const id = ++world.counters.deadLetter
  changes.deadLetters.add({
    id,
    namespace,
    eventOffset: offset,
    tries: 1,
    lastTryTime: null,
    retryOffset: null,
    ...row,
  })
}
