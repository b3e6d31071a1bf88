import { workflowDefinitionSchema } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { bash, onEvent, startAfter } from '../../testing/scheduler-harness.ts'
import { checkStarts } from './check-starts.ts'

function check(...tasks: readonly Record<string, unknown>[]): void {
  const definition = { formatVersion: 1, sdkVersion: '0.1.0', namespace: 'default', name: 'w', tasks }
  checkStarts(workflowDefinitionSchema.parse(definition))
}

function after(when: string, ...tasks: string[]) {
  return { name: when, action: 'START', condition: { type: 'taskOutcomes', tasks, when } }
}

const ITSELF = { name: 'again', action: 'RESTART', condition: { type: 'taskStatus', task: 'a', status: 'FAILED' } }

test.each<[string, Record<string, unknown>[]]>([
  ['a task that starts with the execution', [bash('a')]],
  ['a chain', [bash('a'), bash('b', { rules: [startAfter('a')] }), bash('c', { rules: [startAfter('a', 'b')] })]],
  [
    'a loop with an entry',
    [bash('a', { rules: [startAfter('b'), onEvent('START', 'go')] }), bash('b', { rules: [startAfter('a')] })],
  ],
  [
    'a loop through events',
    [bash('a', { rules: [onEvent('START', 'b')] }), bash('b', { rules: [onEvent('START', 'a')] })],
  ],
  [
    'a loop that a RESTART enters',
    [bash('a', { rules: [startAfter('b'), onEvent('RESTART', 'go')] }), bash('b', { rules: [startAfter('a')] })],
  ],
  [
    'a loop with a timer',
    [
      bash('a', { rules: [startAfter('b')], periodicExpression: 'interval@0 1 0 0' }),
      bash('b', { rules: [startAfter('a')] }),
    ],
  ],
  ['a task that restarts itself', [bash('a', { rules: [ITSELF] })]],
  ['one failure of several', [bash('a'), bash('b', { rules: [after('anyFailed', 'a', 'b')] })]],
  [
    'a clean-up beside a task',
    [bash('a'), bash('b', { onStop: true }), bash('c', { onStop: true, rules: [startAfter('b')] })],
  ],
])('%s can start', (_, tasks) => {
  expect(() => check(...tasks)).not.toThrow()
})

test.each<[string, Record<string, unknown>[], RegExp, string[] | undefined]>([
  ['no task', [], /The workflow "w" has no tasks/, undefined],
  ['a clean-up alone', [bash('a', { onStop: true })], /Every task of the workflow "w" has "onStop"/, undefined],
  [
    'two that wait for each other',
    [bash('a', { rules: [startAfter('b')] }), bash('b', { rules: [startAfter('a')] })],
    /so none of them can ever start: "a" → "b" → "a"\./,
    ['a', 'b'],
  ],
  ['one that waits for itself', [bash('a', { rules: [startAfter('a')] })], /"a" → "a"/, ['a']],
  [
    'a circle behind which others wait, beside tasks that start',
    [
      bash('first'),
      bash('last', { rules: [startAfter('first', 'b')] }),
      bash('b', { rules: [startAfter('first', 'c')] }),
      bash('c', { rules: [startAfter('b')] }),
    ],
    /"b" → "c" → "b"/,
    ['b', 'c'],
  ],
  [
    'ends that are waited for in a circle',
    [bash('a', { rules: [after('allDone', 'b')] }), bash('b', { rules: [after('anyFailed', 'a')] })],
    /"a" → "b" → "a"/,
    ['a', 'b'],
  ],
  [
    'a circle that only a STOP looks into',
    [bash('a', { rules: [startAfter('b'), onEvent('STOP', 'k')] }), bash('b', { rules: [startAfter('a')] })],
    /"a" → "b" → "a"/,
    ['a', 'b'],
  ],
])('%s cannot', (_, tasks, message, circle) => {
  expect(() => check(...tasks)).toThrow(
    expect.objectContaining({ code: 'INVALID_WORKFLOW', message: expect.stringMatching(message) }),
  )
  expect(() => check(...tasks)).toThrow(
    expect.objectContaining({ details: { workflow: 'w', ...(circle && { circle }) } }),
  )
})

test('of a long circle the first tasks are named', () => {
  const tasks = Array.from({ length: 30 }, (_, index) =>
    bash(`t${index}`, { rules: [startAfter(`t${(index + 1) % 30}`)] }),
  )
  expect(() => check(...tasks)).toThrow('"t19" → … (30 tasks). An arrow')
})
