import {
  MAX_ALL_EVENTS,
  MAX_ANY_EVENTS,
  MAX_CONDITION_TASKS,
  MAX_DEFINITION_CHARACTERS,
  MAX_RULES_PER_TASK,
  MAX_SCHEDULES,
  MAX_TASKS,
  MAX_TASKS_WAITED_FOR,
  MAX_TRIGGERS,
} from '@aiflow/sdk/internal/limits'
import { workflowDefinitionSchema } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { bash, onEvent, startAfter } from '../../testing/scheduler-harness.ts'
import { checkDefinition } from './check-definition.ts'

const FILTER = { type: 'event', event: { key: 'k', filter: { matches: '(' } } }
const STATUS = { type: 'taskStatus', task: 'a', status: 'SUCCESS' }

function check(more: Record<string, unknown>): void {
  const definition = {
    formatVersion: 1,
    sdkVersion: '0.1.0',
    namespace: 'default',
    name: 'w',
    tasks: [bash('any')],
    ...more,
  }
  checkDefinition(workflowDefinitionSchema.parse(definition), Date.parse('2026-03-01T12:00:00Z'))
}

test('a definition that means something passes', () => {
  const definition = {
    tasks: [bash('a', { periodicExpression: 'cron@*/5 * * * *' }), bash('b', { rules: [startAfter('a')] })],
    triggers: [{ name: 't', condition: { type: 'event', event: { key: 'k', filter: { matches: '^x$' } } } }],
    schedules: [{ name: 's', expression: 'interval@0 0 0 1', timezone: 'Europe/Berlin' }],
  }
  expect(() => check(definition)).not.toThrow()
})

test.each([
  ['two tasks of a name', { tasks: [bash('a'), bash('a')] }, 'DUPLICATE_TASK', /"w" has two tasks named "a"/],
  [
    'two rules of a name',
    { tasks: [bash('a', { rules: [onEvent('START', 'k'), onEvent('START', 'k')] })] },
    'INVALID_WORKFLOW',
    /Two rules of the task "a" are named "start-on-k"/,
  ],
  [
    'a list that no task has',
    { tasks: [bash('a', { mapOver: { list: '${outputs.b}' } })] },
    'UNKNOWN_TASK',
    /over the output of the task "b"/,
  ],
  [
    'two triggers of a name',
    { triggers: [1, 2].map(() => ({ name: 't', condition: { type: 'event', event: { key: 'k' } } })) },
    'INVALID_WORKFLOW',
    /Two triggers of the workflow "w" are named "t"/,
  ],
  [
    'two schedules of a name',
    { schedules: [1, 2].map(() => ({ name: 's', expression: 'cron@* * * * *' })) },
    'INVALID_WORKFLOW',
    /Two schedules of the workflow "w" are named "s"/,
  ],
  [
    'a rule on a task that does not exist',
    { tasks: [bash('a', { rules: [startAfter('b')] })] },
    'UNKNOWN_TASK',
    /the rule "after-b" of the task "a" waits for the task "b"/,
  ],
  [
    'tasks that wait for each other',
    { tasks: [bash('a', { rules: [startAfter('b')] }), bash('b', { rules: [startAfter('a')] })] },
    'INVALID_WORKFLOW',
    /"a" → "b" → "a"/,
  ],
  [
    'a clean-up that a timer starts',
    { tasks: [bash('a', { onStop: true, periodicExpression: 'interval@0 0 0 1' })] },
    'INVALID_WORKFLOW',
    /The task "a" of the workflow "w" has both "onStop" and a periodic expression/,
  ],
  [
    'an outcome of a task that does not exist',
    {
      tasks: [
        bash('a', {
          rules: [{ name: 'r', action: 'START', condition: { type: 'taskOutcomes', tasks: ['b'], when: 'allDone' } }],
        }),
      ],
    },
    'UNKNOWN_TASK',
    /the rule "r" of the task "a" waits for the task "b"/,
  ],
  [
    'a trigger on a task',
    { tasks: [bash('a')], triggers: [{ name: 't', condition: STATUS }] },
    'INVALID_CONDITION',
    /the trigger "t" names tasks/,
  ],
  [
    'a filter of a rule that is no regular expression',
    { tasks: [bash('a', { rules: [{ name: 'r', action: 'START', condition: FILTER }] })] },
    'INVALID_CONDITION',
    /the rule "r" of the task "a" is not a regular expression: "\("/,
  ],
  [
    'an expression that is none',
    { triggers: [{ name: 't', condition: { type: 'cel', expression: 'event.value ==' } }] },
    'INVALID_CONDITION',
    /./,
  ],
  [
    'a trigger that could never start an execution',
    {
      parameters: { type: 'object', required: ['size'] },
      triggers: [{ name: 't', condition: { type: 'event', event: { key: 'k' } } }],
    },
    'INVALID_WORKFLOW',
    /The trigger "t" could never start the workflow "w"/,
  ],
  [
    'a schedule that could never start an execution',
    {
      parameters: { type: 'object', required: ['size'] },
      schedules: [{ name: 's', expression: 'interval@1 0 0 0' }],
    },
    'INVALID_WORKFLOW',
    /The schedule "s" could never start the workflow "w"/,
  ],
  [
    'a filter of a trigger that is no regular expression',
    { triggers: [{ name: 't', condition: FILTER }] },
    'INVALID_CONDITION',
    /trigger "t"/,
  ],
  [
    'a periodic expression that means nothing',
    { tasks: [bash('a', { periodicExpression: 'every day' })] },
    'INVALID_EXPRESSION',
    /"every day"/,
  ],
  [
    'a schedule in a time zone that does not exist',
    { schedules: [{ name: 's', expression: 'cron@* * * * *', timezone: 'Mars/Phobos' }] },
    'INVALID_EXPRESSION',
    /The time zone "Mars\/Phobos"/,
  ],
])('refused: %s', (_, definition, code, message) => {
  expect(() => check(definition)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }))
})

test('a defect is not taken for a mistake of the author', () => {
  const broken = {
    get(): number {
      throw new TypeError('broken')
    },
    enumerable: true,
  }
  const parameters = Object.defineProperties({}, { toJSON: { value: () => ({}) }, size: broken })
  const definition = workflowDefinitionSchema.parse({
    formatVersion: 1,
    sdkVersion: '0.1.0',
    namespace: 'default',
    name: 'w',
    tasks: [bash('any')],
    parameters: { type: 'object', properties: { size: { type: 'number' } } },
    schedules: [{ name: 's', expression: 'interval@1 0 0 0' }],
  })
  const schedules = definition.schedules.map((schedule) => ({ ...schedule, parameters }))
  expect(() => checkDefinition({ ...definition, schedules }, 0)).toThrow(TypeError)
})

function many<T>(count: number, make: (index: number) => T): T[] {
  return Array.from({ length: count }, (_, index) => make(index))
}

const KEYS = (count: number) => many(count, (index) => ({ key: `k${index}` }))
const ON_KEY = { type: 'event', event: { key: 'k' } }

/** Of each size a definition that is as large as it can be, and one that is larger by one. */
const SIZES: Record<string, [max: number, (count: number) => Record<string, unknown>]> = {
  tasks: [MAX_TASKS, (count) => ({ tasks: many(count, (index) => bash(`t${index}`)) })],
  'rules of a task': [
    MAX_RULES_PER_TASK,
    (count) => ({ tasks: [bash('a', { rules: many(count, (index) => onEvent('START', `k${index}`)) })] }),
  ],
  triggers: [
    MAX_TRIGGERS,
    (count) => ({ triggers: many(count, (index) => ({ name: `t${index}`, condition: ON_KEY })) }),
  ],
  schedules: [
    MAX_SCHEDULES,
    (count) => ({ schedules: many(count, (index) => ({ name: `s${index}`, expression: 'interval@1 0 0 0' })) }),
  ],
  'all of several events': [
    MAX_ALL_EVENTS,
    (count) => ({ triggers: [{ name: 't', condition: { type: 'allEvents', events: KEYS(count) } }] }),
  ],
  'any of several events': [
    MAX_ANY_EVENTS,
    (count) => ({ triggers: [{ name: 't', condition: { type: 'anyEvent', events: KEYS(count) } }] }),
  ],
  'tasks of a condition': [
    MAX_CONDITION_TASKS,
    (count) => ({
      tasks: [
        bash('t0'),
        bash('t1', {
          rules: [
            {
              name: 'r',
              action: 'START',
              condition: { type: 'allTaskStatuses', members: many(count, () => ({ task: 't0', status: 'SUCCESS' })) },
            },
            { name: 's', action: 'STOP', condition: { type: 'taskStatus', task: 't0', status: 'FAILED' } },
          ],
        }),
      ],
    }),
  ],
  'tasks that are waited for': [
    MAX_TASKS_WAITED_FOR,
    (count) => ({
      tasks: [
        bash('t0'),
        ...many(20, (task) => {
          const members = many(task === 0 ? count - 190_000 : 10_000, () => ({ task: 't0', status: 'SUCCESS' }))
          return bash(`t${task + 1}`, {
            rules: [{ name: 'r', action: 'START', condition: { type: 'allTaskStatuses', members } }],
          })
        }),
      ],
    }),
  ],
  'characters of definition': [
    MAX_DEFINITION_CHARACTERS - 1000,
    (count) => ({ tasks: [bash('a', { operator: { type: 'bash', command: 'x'.repeat(count) } })] }),
  ],
}

test.each(Object.entries(SIZES))('a workflow is not larger than one step can take: %s', (_, [max, definition]) => {
  expect(() => check(definition(max))).not.toThrow()
  const tooLarge = definition(max + (max > 1_000_000 ? 1000 : 1))
  expect(() => check(tooLarge)).toThrow(expect.objectContaining({ code: 'INVALID_WORKFLOW' }))
  expect(() => check(tooLarge)).toThrow(/at most .* are allowed/)
})
