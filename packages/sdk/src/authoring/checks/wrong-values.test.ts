import { expect, test } from 'vitest'
import { isAIFlowError } from '../../errors/aiflow-error.ts'
import { Condition } from '../../model/user-code/condition.ts'
import { workflowDefinitionSchema } from '../../wire/workflow-definition.ts'
import { AllEventsCondition } from '../conditions/all-events-condition.ts'
import { AllTaskStatusesCondition } from '../conditions/all-task-statuses-condition.ts'
import { AnyEventCondition } from '../conditions/any-event-condition.ts'
import { CelCondition } from '../conditions/cel-condition.ts'
import { EventCondition } from '../conditions/event-condition.ts'
import { TaskStatusCondition } from '../conditions/task-status-condition.ts'
import { AIFlowOperator } from '../operators/aiflow-operator.ts'
import { BashOperator } from '../operators/bash-operator.ts'
import { FunctionOperator } from '../operators/function-operator.ts'
import { PythonOperator } from '../operators/python-operator.ts'
import { TASK_OPTIONS } from '../operators/task-options.ts'
import { WorkflowRule } from '../workflow/rule.ts'
import { Workflow } from '../workflow/workflow.ts'

const cyclic: Record<string, unknown> = {}
cyclic.self = cyclic

/** Of the author: it is told as it is. */
const OWN_ERROR = 'thrown by the author'
const throwing = {
  get a(): never {
    throw new Error(OWN_ERROR)
  },
}
const hostile = new Proxy(
  {},
  {
    get: () => {
      throw new Error(OWN_ERROR)
    },
    ownKeys: () => {
      throw new Error(OWN_ERROR)
    },
  },
)

const WRONG: Readonly<Record<string, unknown>> = {
  undefined: undefined,
  null: null,
  NaN: Number.NaN,
  Infinity: Number.POSITIVE_INFINITY,
  negative: -1.5,
  huge: 1e300,
  zero: 0,
  true: true,
  'an empty text': '',
  text: 'what?\u0000',
  'half of a pair': '\ud800',
  bigint: 10n,
  symbol: Symbol('s'),
  Map: new Map([['a', 1]]),
  Set: new Set([1]),
  Date: new Date(0),
  'an invalid date': new Date(Number.NaN),
  function: () => 1,
  class: class Some {},
  list: [],
  'a list of everything': [undefined, null, Symbol('s'), 1n, () => 1, {}],
  object: {},
  'an object without a prototype': Object.create(null),
  cyclic,
  throwing,
  hostile,
  regexp: /x/,
  bytes: new Uint8Array(2),
  'an object that is no text': { toString: null, toJSON: 1 },
}

type Any = never
type Define = (value: unknown) => void
const GOOD = { name: 'a', command: 'true' }
const code = { name: 'a', run: () => 1 }

function inWorkflow(define: (workflow: Workflow, value: unknown) => void): (value: unknown) => Workflow {
  return (value) => new Workflow({ name: 'w' }, (workflow) => define(workflow, value))
}

const upstream = () => new BashOperator({ ...GOOD, name: 'b' })
const onCondition = (make: (value: unknown) => Condition) =>
  inWorkflow((_, value) => new BashOperator(GOOD).actionOnCondition('START' as Any, make(value)))

const rule = (options: object) =>
  inWorkflow((_, value) => new BashOperator(GOOD).actionOnEventReceived('START' as Any, 'k', with_(options, value)))
const with_ = (options: object, value: unknown): Any =>
  Object.fromEntries(Object.entries(options).map(([name, of]) => [name, of === VALUE ? value : of])) as Any
const VALUE = Symbol('the value')

const PLACES: Readonly<Record<string, (value: unknown) => Workflow>> = {
  'new Workflow(…)': (value) => new Workflow(value as Any),
  ...Object.fromEntries(
    ['name', 'namespace', 'lifetime', 'timeoutSeconds', 'maxActiveExecutions', 'onFull', 'parameters', 'schedules'].map(
      (option) => [
        `Workflow.${option}`,
        (value: unknown) => new Workflow(with_({ name: 'w', [option]: VALUE }, value)),
      ],
    ),
  ),
  'the callback': (value) => new Workflow({ name: 'w' }, value as Any),
  'a default': (value) =>
    new Workflow({ name: 'w', parameters: { type: 'object', properties: { a: { default: value } } } }),
  'an enum': (value) => new Workflow({ name: 'w', parameters: { type: 'object', properties: { a: { enum: value } } } }),
  'a schedule': (value) => new Workflow({ name: 'w', schedules: [value] as Any }),
  ...Object.fromEntries(
    ['name', 'expression', 'timezone', 'catchUp', 'parameters', 'overlap'].map((option) => [
      `schedule.${option}`,
      (value: unknown) =>
        new Workflow({
          name: 'w',
          schedules: [with_({ name: 's', expression: 'cron@* * * * *', [option]: VALUE }, value)],
        }),
    ]),
  ),
  'the options of a schedule': inWorkflow((workflow, value) => workflow.schedule('s', 'cron@* * * * *', value as Any)),
  'the name of a schedule': inWorkflow((workflow, value) => workflow.schedule(value as Any, 'cron@* * * * *')),
  'the name of a trigger': inWorkflow((workflow, value) => workflow.trigger(value as Any, 'k')),
  'what a trigger is on': inWorkflow((workflow, value) => workflow.trigger('t', value as Any)),
  'the rule of a trigger': inWorkflow((workflow, value) => workflow.trigger('t', new WorkflowRule(value as Any))),
  'the options of a trigger': inWorkflow((workflow, value) => workflow.trigger('t', 'k', value as Any)),
  ...Object.fromEntries(
    ['parameters', 'overlap', 'fanIn'].map((option) => [
      `trigger.${option}`,
      inWorkflow((workflow, value) => workflow.trigger('t', 'k', with_({ [option]: VALUE }, value))),
    ]),
  ),
  ...Object.fromEntries(
    ['size', 'seconds', 'other'].map((option) => [
      `trigger.fanIn.${option}`,
      inWorkflow((workflow, value) => workflow.trigger('t', 'k', { fanIn: with_({ [option]: VALUE }, value) })),
    ]),
  ),
  'new BashOperator(…)': inWorkflow((_, value) => new BashOperator(value as Any)),
  ...Object.fromEntries(
    ['name', 'command', 'env', 'cwd', 'doNotRetryExitCodes', ...Object.keys(TASK_OPTIONS)].map((option) => [
      `BashOperator.${option}`,
      inWorkflow((_, value) => new BashOperator(with_({ ...GOOD, [option]: VALUE }, value))),
    ]),
  ),
  'a variable': inWorkflow((_, value) => new BashOperator({ ...GOOD, env: { A: value } as Any })),
  'an exit code': inWorkflow((_, value) => new BashOperator({ ...GOOD, doNotRetryExitCodes: [value] as Any })),
  'new PythonOperator(…)': inWorkflow((_, value) => new PythonOperator(value as Any)),
  ...Object.fromEntries(
    [
      'name',
      'script',
      'args',
      'kwargs',
      'python',
      'venv',
      'requirements',
      'uv',
      'env',
      'cwd',
      'doNotRetryExitCodes',
    ].map((option) => [
      `PythonOperator.${option}`,
      inWorkflow((_, value) => new PythonOperator(with_({ name: 'a', script: 'a.py', [option]: VALUE }, value))),
    ]),
  ),
  ...Object.fromEntries(
    ['callable', 'args', 'kwargs'].map((option) => [
      `PythonOperator.${option} of a callable`,
      inWorkflow((_, value) => new PythonOperator(with_({ name: 'a', callable: 'm:f', [option]: VALUE }, value))),
    ]),
  ),
  'new FunctionOperator(…)': inWorkflow((_, value) => new FunctionOperator(value as Any)),
  ...Object.fromEntries(
    ['name', 'run', 'args', 'isolation', 'metricsSeconds'].map((option) => [
      `FunctionOperator.${option}`,
      inWorkflow((_, value) => new FunctionOperator(with_({ ...code, [option]: VALUE }, value))),
    ]),
  ),
  'new AIFlowOperator(…)': inWorkflow((_, value) => new Own(value as Any)),
  'an action': inWorkflow((_, value) => new BashOperator(GOOD).actionOnEventReceived(value as Any, 'k')),
  'an event key': inWorkflow((_, value) => new BashOperator(GOOD).actionOnEventReceived('START' as Any, value as Any)),
  'the options of a rule': inWorkflow((_, value) =>
    new BashOperator(GOOD).actionOnEventReceived('START' as Any, 'k', value as Any),
  ),
  ...Object.fromEntries(
    ['name', 'whenAlive', 'queueLimit'].map((option) => [`rule.${option}`, rule({ [option]: VALUE })]),
  ),
  'a condition': onCondition((value) => value as Any),
  statuses: inWorkflow((_, value) => new BashOperator(GOOD).actionOnTaskStatus('START' as Any, value as Any)),
  startAfter: inWorkflow((_, value) => new BashOperator(GOOD).startAfter(value as Any)),
  'startAfter a list': inWorkflow((_, value) => new BashOperator(GOOD).startAfter([value] as Any)),
  'startAfter options': inWorkflow((_, value) => new BashOperator(GOOD).startAfter(upstream(), value as Any)),
  'startAfter fresh': inWorkflow((_, value) => new BashOperator(GOOD).startAfter(upstream(), { fresh: value as Any })),
  'the task of a rule': inWorkflow((workflow, value) =>
    workflow.actionOnEventReceived(value as Any, 'k', 'START' as Any),
  ),
  'EventCondition key': onCondition((value) => new EventCondition(value as Any)),
  'EventCondition options': onCondition((value) => new EventCondition('k', value as Any)),
  'EventCondition filter': onCondition((value) => new EventCondition('k', { filter: value as Any })),
  ...Object.fromEntries(
    ['equals', 'in', 'matches', 'other'].map((option) => [
      `filter.${option}`,
      onCondition((value) => new EventCondition('k', { filter: with_({ [option]: VALUE }, value) })),
    ]),
  ),
  'AllEventsCondition members': onCondition((value) => new AllEventsCondition(value as Any)),
  'AllEventsCondition member': onCondition((value) => new AllEventsCondition(['k', value] as Any)),
  'AllEventsCondition key': onCondition((value) => new AllEventsCondition(['k', { key: value }] as Any)),
  'AnyEventCondition members': onCondition((value) => new AnyEventCondition(value as Any)),
  'AnyEventCondition member': onCondition((value) => new AnyEventCondition(['k', value] as Any)),
  'TaskStatusCondition task': onCondition((value) => new TaskStatusCondition(value as Any, 'SUCCESS' as Any)),
  'TaskStatusCondition status': onCondition((value) => new TaskStatusCondition(upstream(), value as Any)),
  'AllTaskStatusesCondition members': onCondition((value) => new AllTaskStatusesCondition(value as Any)),
  'AllTaskStatusesCondition member': onCondition((value) => new AllTaskStatusesCondition([value] as Any)),
  'AllTaskStatusesCondition options': onCondition(
    (value) => new AllTaskStatusesCondition([[upstream(), 'SUCCESS']] as Any, value as Any),
  ),
  'CelCondition expression': onCondition((value) => new CelCondition(value as Any)),
  'CelCondition options': onCondition((value) => new CelCondition('true', value as Any)),
  'CelCondition keys': onCondition((value) => new CelCondition('true', { keys: value as Any })),
  'CelCondition key': onCondition((value) => new CelCondition('true', { keys: [value] as Any })),
  'keys of a condition of code': onCondition((value) => new OwnCondition(value as Any)),
}

class Own extends AIFlowOperator {
  override start(): void {}
}

class OwnCondition extends Condition {
  override isMet(): boolean {
    return true
  }
}

const FOREIGN =
  /\[object |\bundefined is not|is not (?:a function|iterable|defined)|Cannot (?:read|convert|destructure|mix|use)|serialize|circular|structure|could not be cloned|Invalid (?:input|time value|option)|expected \w+, received|\bat \S+ \(|Reflect|Proxy/

/** What is wrong with what a value leads to; nothing where it is refused in words of ours, or makes a good definition. */
function faultOf(make: Define | ((value: unknown) => Workflow), value: unknown): string | null {
  try {
    const definition: unknown = JSON.parse(JSON.stringify((make(value) as Workflow).toDefinition()))
    const parsed = workflowDefinitionSchema.safeParse(definition)
    return parsed.success ? null : `makes a definition that is none: ${parsed.error.message}`
  } catch (error) {
    const { message } = error as Error
    if (message === OWN_ERROR) return null
    return isAIFlowError(error) && !FOREIGN.test(message) ? null : message
  }
}

test.each(Object.entries(PLACES))('%s: a value of a wrong kind is refused in words of ours', (_, make) => {
  const faults = Object.entries(WRONG).flatMap(([name, value]) => {
    const fault = faultOf(make, value)
    return fault === null ? [] : [`${name}: ${fault}`]
  })
  expect(faults).toEqual([])
})
