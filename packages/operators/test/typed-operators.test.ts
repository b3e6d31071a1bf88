import { AIFlowError, type BashOperator, connection, FunctionOperator, Workflow } from '@aiflow/sdk'
import { expect, expectTypeOf, test } from 'vitest'
import { HttpOperator, type HttpResult } from '../src/http/index.ts'
import { SqlOperator } from '../src/sql/index.ts'

const parameters = {
  type: 'object',
  properties: { day: { type: 'string' } },
  required: ['day'],
} as const

test('parameters, outputs of upstream tasks and results have types', () => {
  const workflow = new Workflow({ name: 'flow', parameters }, (flow) => {
    const count = new SqlOperator({
      name: 'count',
      workflow: flow,
      database: 'sqlite:a.db',
      sql: 'SELECT count(*) AS orders FROM orders WHERE day = ?',
      values: (context) => {
        expectTypeOf(context.parameters.day).toEqualTypeOf<string>()
        return [context.parameters.day]
      },
      result: ({ rows }) => Number(rows[0]?.orders),
    })
    const tell = new HttpOperator({
      name: 'tell',
      startAfter: count,
      url: 'https://example.com/',
      method: 'POST',
      body: (context) => {
        expectTypeOf(context.outputs.get('count')).toEqualTypeOf<number | undefined>()
        // @ts-expect-error: it does not start after such a task
        context.outputs.get('other')
        return { orders: context.outputs.get('count') }
      },
    })
    new FunctionOperator({
      name: 'last',
      startAfter: tell,
      run: (context) =>
        expectTypeOf(context.outputs.get('tell')?.status).toEqualTypeOf<HttpResult['status'] | undefined>(),
    })
    // @ts-expect-error: the option is misspelt
    expect(() => new HttpOperator({ name: 'misspelt', uri: 'https://example.com/' })).toThrow('"uri"')
    expectTypeOf(tell).not.toExtend<BashOperator>()
  })
  expect([...workflow.tasks.keys()]).toEqual(['count', 'tell', 'last'])
})

const defined = (define: () => unknown) => new Workflow({ name: 'flow' }, () => void define())

test('an operator takes a connection of its type, and the task has it in its definition', () => {
  const workflow = new Workflow({ name: 'flow' }, () => {
    new SqlOperator({ name: 'by-name', connection: 'warehouse', sql: 'SELECT 1' })
    new SqlOperator({ name: 'typed', connection: connection.postgres('warehouse'), sql: 'SELECT 1' })
    new HttpOperator({ name: 'call', connection: connection.http('api'), connections: { DB: 'warehouse' } })
    // @ts-expect-error: a connection of another type
    expect(() => new SqlOperator({ name: 'x', connection: connection.http('api'), sql: 'SELECT 1' })).toThrow(
      '"connection" takes one of the type "postgres", not of "http" in the task "x".',
    )
  })
  const named = [...workflow.tasks.values()].map(({ settings }) => settings.connections)
  const warehouse = { variable: 'CONNECTION', connection: 'warehouse', type: 'postgres', as: 'file' }
  expect(named).toEqual([
    [warehouse],
    [warehouse],
    [
      { variable: 'DB', connection: 'warehouse', as: 'file' },
      { variable: 'CONNECTION', connection: 'api', type: 'http', as: 'file' },
    ],
  ])
})

test.each([
  [{ sql: 'SELECT 1' }, 'takes either "connection", the name of a connection, or "database", an address'],
  [{ sql: 'SELECT 1', connection: 'a', database: 'sqlite:b' }, 'takes either "connection"'],
  [{ sql: 'SELECT 1', connection: 7 }, '"connection" is the name of a connection, not 7 in the task "x".'],
  [
    { sql: 'SELECT 1', connection: 'a', connections: { CONNECTION: 'b' } },
    'cannot name one "CONNECTION" beside "connection"',
  ],
  [{ sql: 'SELECT 1', connection: 'a', isolation: 'shared' }, 'has a process to itself'],
])('a SqlOperator with %j is refused', (options, message) => {
  const define = () => defined(() => new SqlOperator({ name: 'x', ...(options as { sql: string }) }))
  expect(define).toThrow(AIFlowError)
  expect(define).toThrow(message)
})
