import { expect, test } from 'vitest'
import { Workflow, WorkflowOperator, type WorkflowOperatorOptions } from '../../index.ts'

function taskOf(options: Omit<WorkflowOperatorOptions, 'name'>) {
  const workflow = new Workflow({ name: 'w' }, () => {
    new WorkflowOperator({ name: 'a', ...options })
  })
  return workflow.toDefinition().tasks[0]
}

const load = new Workflow({
  name: 'load',
  parameters: {
    type: 'object',
    properties: { table: { type: 'string' }, rows: { type: 'number' } },
    required: ['table'],
  } as const,
})

test('is the name of a workflow, with what it gets and what is taken of it, as data', () => {
  expect(taskOf({ workflow: 'load' })?.operator).toEqual({ type: 'workflow', workflow: 'load' })
  const parameters = { rows: '${outputs.list.rows}', days: [1] }
  expect(taskOf({ workflow: load, parameters, output: 'end', retries: Infinity })).toMatchObject({
    operator: { type: 'workflow', workflow: 'load', parameters, output: 'end' },
    retry: { retries: 'unlimited', retriesOnLost: 0 },
  })
})

test('the compiler knows the parameters of a workflow', () => {
  const workflow = new Workflow({ name: 'w' }, () => {
    new WorkflowOperator({ name: 'a', workflow: load, parameters: { table: 'orders', rows: 3 } })
    new WorkflowOperator({ name: 'b', workflow: load, parameters: { table: 'of ${parameters.day}', rows: '${1 + 2}' } })
    // @ts-expect-error: a number is asked for
    new WorkflowOperator({ name: 'c', workflow: load, parameters: { table: 'orders', rows: 'three' } })
    // @ts-expect-error: there is no such parameter
    new WorkflowOperator({ name: 'd', workflow: load, parameters: { tabel: 'orders' } })
    new WorkflowOperator({ name: 'e', workflow: 'load', parameters: { anything: [1] } })
  })
  expect(workflow.tasks.size).toBe(5)
})

test.each<[string, object, string]>([
  ['no workflow', {}, 'is a workflow or its name, not undefined'],
  ['a name that is none', { workflow: 'a b' }, 'of a workflow that the task "a" starts'],
  ['another namespace', { workflow: new Workflow({ name: 'x', namespace: 'far' }) }, 'in the namespace "far"'],
  ['parameters that are not JSON', { workflow: 'x', parameters: { n: 1n } }, '"parameters" of the task "a"'],
  ['an output that is no name', { workflow: 'x', output: '' }, 'of a task whose output'],
  ['a pool', { workflow: 'x', pool: 'p' }, 'has no option "pool"'],
])('refuses %s', (_what, options, message) => {
  expect(() => taskOf(options as WorkflowOperatorOptions)).toThrow(message)
})
