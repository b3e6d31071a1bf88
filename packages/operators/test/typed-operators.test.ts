import { type BashOperator, FunctionOperator, Workflow } from '@aiflow/sdk'
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
