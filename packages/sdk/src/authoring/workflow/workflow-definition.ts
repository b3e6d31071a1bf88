import { SDK_VERSION } from '../../version.ts'
import type {
  RuleDefinition,
  TaskDefinition,
  TriggerDefinition,
  WorkflowDefinition,
} from '../../wire/workflow-definition.ts'
import type { MetadataFields } from '../checks/metadata-options.ts'
import { conditionDefinition } from '../conditions/condition-definition.ts'
import type { Operator } from '../operators/operator.ts'
import type { TaskRule, WorkflowRule } from './rule.ts'
import { type TriggerSettings, triggerSettings } from './trigger-options.ts'
import type { WorkflowLimits } from './workflow-limits.ts'

/** The parts of a workflow that its data form is made of. */
interface DefinedWorkflow {
  readonly name: string
  readonly namespace: string
  readonly about: MetadataFields
  readonly lifetime: WorkflowDefinition['lifetime']
  readonly limits: WorkflowLimits
  readonly parameters: WorkflowDefinition['parameters'] | null
  readonly tasks: ReadonlyMap<string, Operator>
  readonly triggers: ReadonlyMap<string, WorkflowRule>
  readonly schedules: ReadonlyMap<string, WorkflowDefinition['schedules'][number]>
}

/** The data form of a workflow, with all defaults. */
export function workflowDefinition(
  workflow: DefinedWorkflow,
  settings: ReadonlyMap<string, TriggerSettings>,
): WorkflowDefinition {
  return {
    formatVersion: 1,
    sdkVersion: SDK_VERSION,
    namespace: workflow.namespace,
    name: workflow.name,
    ...workflow.about,
    lifetime: workflow.lifetime,
    ...workflow.limits,
    ...(workflow.parameters ? { parameters: workflow.parameters } : {}),
    tasks: [...workflow.tasks.values()].map(taskDefinition),
    triggers: [...workflow.triggers].map(([name, rule]) => triggerDefinition(name, rule, settings.get(name))),
    schedules: [...workflow.schedules.values()],
  }
}

function taskDefinition(task: Operator): TaskDefinition {
  return {
    name: task.name,
    operator: task.toOperatorDefinition(),
    rules: task.rules.map(ruleDefinition),
    ...task.settings,
  }
}

function ruleDefinition({ name, condition, action, whenAlive, queueLimit }: TaskRule): RuleDefinition {
  return { name, condition: conditionDefinition(condition), action, whenAlive, queueLimit }
}

function triggerDefinition(
  name: string,
  rule: WorkflowRule,
  settings: TriggerSettings = triggerSettings(name, {}),
): TriggerDefinition {
  return { name, condition: conditionDefinition(rule.condition), ...settings }
}
