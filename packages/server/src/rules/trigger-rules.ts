import type { WorkflowTriggerResource } from '@aiflow/sdk/internal/api/workflows'
import type { ConditionDefinition } from '@aiflow/sdk/internal/wire'
import { eventKeysOf } from './conditions/kinds.ts'
import type { Rule } from './plan.ts'

/** Whether a condition reacts to one of these keys. */
export function reactsToOneOf(condition: ConditionDefinition, keys: readonly string[]): boolean {
  const own = eventKeysOf(condition)
  return keys.some((key) => own.includes(key))
}

/** A trigger as a rule, ready to be judged. */
export function ruleOfTrigger(
  { name, condition, paused }: Pick<WorkflowTriggerResource, 'name' | 'condition' | 'paused'>,
  { enabled }: { readonly enabled: boolean },
): Rule {
  const disabled = enabled ? null : 'the workflow is disabled'
  return {
    name: { task: null, rule: name },
    condition,
    action: null,
    refusal: paused ? 'the trigger is paused' : disabled,
  }
}
