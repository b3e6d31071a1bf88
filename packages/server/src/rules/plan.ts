import type { Event, TaskAction } from '@aiflow/sdk/internal/model'
import type { ConditionDefinition, RuleDefinition, TaskDefinition, WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import type { CodeKind } from '../model/code-kind.ts'
import { type RuleName, ruleId } from '../model/rule-name.ts'
import { isWildcard, wildcardsOf } from '../model/status-keys.ts'
import { ParameterSchema } from '../parameters/parameter-schema.ts'
import { addTo } from './add-to.ts'
import { eventKeysOf, upstreamsOf } from './conditions/kinds.ts'
import { ANY_KEY } from './key-index.ts'

const NONE: readonly TaskRulePlan[] = []

/** A rule of a task, or a trigger of a workflow, ready to be judged. */
export interface Rule {
  readonly name: RuleName
  readonly condition: ConditionDefinition
  /** Null for a trigger: it starts a workflow execution. */
  readonly action: TaskAction | null
  /** Why the rule is not judged, whatever its condition says; null if it is. */
  readonly refusal: string | null
}

/** A rule of a task, ready to be matched. */
export interface TaskRulePlan extends Rule {
  readonly task: TaskDefinition
  readonly rule: RuleDefinition
  /** Its position among all rules of the workflow, in order of declaration. */
  readonly order: number
}

/** A workflow definition, indexed by what its rules react to. All executions of a snapshot share it. */
export interface Plan {
  readonly hash: string
  readonly definition: WorkflowDefinition
  readonly parameters: ParameterSchema
  /** The parameters of the answers to approvals, by task. */
  readonly answers: ReadonlyMap<string, ParameterSchema>
  /** Whether an approval of it, or of a workflow that it starts, may ask who started the execution. */
  readonly asksForStarter: boolean
  readonly tasks: ReadonlyMap<string, TaskDefinition>
  /** The names of the tasks, each with its place in the order of declaration. */
  readonly places: ReadonlyMap<string, number>
  /** By `ruleId`. */
  readonly rules: ReadonlyMap<string, TaskRulePlan>
  /** Rules by event key or `ANY_KEY`, in order of declaration. */
  readonly rulesByKey: ReadonlyMap<string, readonly TaskRulePlan[]>
  /** Whether a key of its rules stands for several workflows or tasks. */
  readonly hasWildcards: boolean
  /** Rules by the task whose status they react to. */
  readonly rulesByUpstream: ReadonlyMap<string, readonly TaskRulePlan[]>
  /** Task to the rules on how it ends: they are judged as well when it is skipped. */
  readonly rulesByOutcome: ReadonlyMap<string, readonly TaskRulePlan[]>
  /** Tasks that start with the execution: neither started by a rule, nor periodic, nor of the clean-up. */
  readonly initialTasks: readonly TaskDefinition[]
  readonly periodicTasks: readonly TaskDefinition[]
  /** Tasks that may start while the execution is being stopped. */
  readonly cleanUpTasks: readonly TaskDefinition[]
  /** Tasks that wait for an event before their first run, and for which an execution waits. */
  readonly tasksAwaitingEvents: readonly TaskDefinition[]
  /** The kinds of code that warm children of a worker will run. */
  readonly codeKinds: readonly CodeKind[]
}

export function createPlan(hash: string, definition: WorkflowDefinition): Plan {
  const rulesByKey = new Map<string, TaskRulePlan[]>()
  const rulesByUpstream = new Map<string, TaskRulePlan[]>()
  const rulesByOutcome = new Map<string, TaskRulePlan[]>()
  const rules = new Map<string, TaskRulePlan>()
  let order = 0
  for (const task of definition.tasks) {
    for (const rule of task.rules) {
      const { condition, action } = rule
      const name = { task: task.name, rule: rule.name }
      const plan: TaskRulePlan = { name, condition, action, refusal: null, task, rule, order: order++ }
      rules.set(ruleId(name), plan)
      for (const key of eventKeysOf(condition)) addTo(rulesByKey, key, plan)
      for (const upstream of upstreamsOf(condition)) {
        addTo(rulesByUpstream, upstream, plan)
        if (looksAtSkipped(condition)) addTo(rulesByOutcome, upstream, plan)
      }
    }
  }
  return {
    hash,
    definition,
    parameters: new ParameterSchema({ workflow: definition.name }, definition.parameters),
    answers: answersOf(definition),
    asksForStarter: definition.tasks.some(({ operator }) => asksForStarter(operator)),
    tasks: new Map(definition.tasks.map((task) => [task.name, task])),
    places: new Map(definition.tasks.map(({ name }, place) => [name, place])),
    rules,
    rulesByKey,
    hasWildcards: [...rulesByKey.keys()].some(isWildcard),
    rulesByUpstream,
    rulesByOutcome,
    initialTasks: definition.tasks.filter(
      (task) => task.periodicExpression === undefined && !task.onStop && !startsByRule(task),
    ),
    periodicTasks: definition.tasks.filter((task) => task.periodicExpression !== undefined),
    cleanUpTasks: definition.tasks.filter(({ onStop }) => onStop),
    tasksAwaitingEvents: definition.tasks.filter((task) => !task.optional && !task.onStop && awaitsEvent(task)),
    codeKinds: codeKindsOf(definition),
  }
}

/** The rules that react to an event, in order of declaration. */
export function rulesOn(plan: Plan, { key, kind }: Pick<Event, 'key' | 'kind'>): readonly TaskRulePlan[] {
  const { rulesByKey, hasWildcards } = plan
  const ofKey = rulesByKey.get(key) ?? NONE
  if (kind === 'user') return inOrder(ofKey, rulesByKey.get(ANY_KEY) ?? NONE)
  if (kind !== 'status' || !hasWildcards) return ofKey
  const ofWildcards = wildcardsOf(key).flatMap((wildcard) => rulesByKey.get(wildcard) ?? NONE)
  return inOrder(ofKey, ofWildcards)
}

/** Each rule once, in order of declaration. */
function inOrder(ofKey: readonly TaskRulePlan[], ofAny: readonly TaskRulePlan[]): readonly TaskRulePlan[] {
  return ofAny.length === 0 ? ofKey : [...new Set([...ofKey, ...ofAny])].sort((a, b) => a.order - b.order)
}

/** Whether the condition is code, which a worker must evaluate. */
export function isCode({ condition }: Pick<Rule, 'condition'>): boolean {
  return condition.type === 'code'
}

function looksAtSkipped(condition: ConditionDefinition): boolean {
  return condition.type === 'taskOutcomes' && condition.when !== 'anyFailed'
}

function answersOf(definition: WorkflowDefinition): ReadonlyMap<string, ParameterSchema> {
  return new Map(
    definition.tasks.flatMap(({ name: task, operator }) =>
      operator.type === 'approval' ? [[task, new ParameterSchema({ task }, operator.parameters)]] : [],
    ),
  )
}

function asksForStarter(operator: TaskDefinition['operator']): boolean {
  return operator.type === 'workflow' || (operator.type === 'approval' && operator.starterMayAnswer === false)
}

function codeKindsOf(definition: WorkflowDefinition): CodeKind[] {
  const rules = [...definition.tasks.flatMap((task) => task.rules), ...definition.triggers]
  const kinds: CodeKind[] = []
  const code = definition.tasks.flatMap(({ operator }) => (operator.type === 'code' ? [operator] : []))
  if (code.some(({ isolation }) => isolation !== 'shared')) kinds.push('task')
  if (code.some(({ isolation }) => isolation === 'shared')) kinds.push('shared')
  if (rules.some(isCode)) kinds.push('condition')
  return kinds
}

/** Whether some rule starts the task. */
export function startsByRule(task: Pick<TaskDefinition, 'rules'>): boolean {
  return task.rules.some((rule) => rule.action === 'START')
}

function awaitsEvent(task: TaskDefinition): boolean {
  return task.rules.some((rule) => rule.action === 'START' && eventKeysOf(rule.condition).length > 0)
}
