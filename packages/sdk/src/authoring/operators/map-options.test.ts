import { describe, expect, expectTypeOf, test } from 'vitest'
import * as z from 'zod'
import {
  BashOperator,
  FunctionOperator,
  fromOutput,
  fromParameter,
  type Json,
  type Operator,
  Workflow,
} from '../../index.ts'

const run = () => 1

function mapOverOf(mapOver: unknown, before: (list: Operator) => unknown = () => undefined) {
  const workflow = new Workflow({ name: 'w' }, () => {
    const list = new FunctionOperator({ name: 'list', run: () => ({ files: ['a'] }) })
    new BashOperator({ name: 'each', command: 'true', mapOver: (before(list) ?? mapOver) as never })
  })
  return workflow.toDefinition().tasks[1]?.mapOver
}

describe('the option mapOver', () => {
  test.each([
    ['a list', { items: [1, 'b', null] }, { list: [1, 'b', null] }],
    ['an expression', { items: '${event.json.paths}', limit: 8 }, { list: '${event.json.paths}', limit: 8 }],
    ['a number of successes', { items: [1], onFailure: { atLeast: 1 } }, { list: [1], onFailure: { atLeast: 1 } }],
    ['that all shall run', { items: [1], onFailure: 'all' }, { list: [1], onFailure: 'all' }],
  ])('takes %s', (_what, given, expected) => {
    expect(mapOverOf(given)).toEqual(expected)
  })

  test('takes a task, a part of its output, and a parameter', () => {
    expect(mapOverOf(null, (list) => ({ items: list }))).toEqual({ list: '${outputs["list"]}' })
    const part = (list: Operator) => ({ items: fromOutput(list as never, 'my files' as never) })
    expect(mapOverOf(null, part)).toEqual({ list: '${outputs["list"]["my files"]}' })
    const workflow = new Workflow({ name: 'v', parameters: z.object({ days: z.array(z.string()) }) })
    expect(mapOverOf({ items: fromParameter(workflow, 'days') })).toEqual({ list: '${parameters["days"]}' })
  })

  test.each([
    ['no object', 'files', '"mapOver" of the task "each" is an object with "items"'],
    ['an unknown option', { items: [], limits: 3 }, 'has no option "limits". Did you mean "limit"?'],
    ['no list', { items: 7 }, '"items" in "mapOver" of the task "each" cannot be 7'],
    ['a text that is no expression', { items: 'files' }, 'or a text that is one expression'],
    ['what is not JSON', { items: [run] }, '"items" in "mapOver" of the task "each"'],
    ['too many items', { items: Array.from({ length: 10_001 }, () => 0) }, 'has 10001 items, and 10000 are allowed'],
    ['a limit of 0', { items: [], limit: 0 }, 'It must be a whole number from 1 to 1000'],
    ['an unknown policy', { items: [], onFailure: 'some' }, 'It must be "fast", "all" or { atLeast: n }'],
    ['half a success', { items: [], onFailure: { atLeast: 0.5 } }, 'It must be a whole number from 0 to 10000'],
  ])('refuses %s', (_what, given, message) => {
    expect(() => mapOverOf(given)).toThrow(message)
  })

  test('refuses the output of a task of another workflow', () => {
    const foreign: Operator[] = []
    new Workflow({ name: 'other' }, () => void foreign.push(new FunctionOperator({ name: 'a', run })))
    expect(() => mapOverOf({ items: foreign[0] })).toThrow(expect.objectContaining({ code: 'UNKNOWN_TASK' }))
  })

  test('fromOutput and fromParameter refuse what is no task and no name', () => {
    expect(() => fromOutput('list' as never)).toThrow('"fromOutput" takes a task and the names of fields, not "list".')
    expect(() => fromOutput({ name: 'list' }, '' as never)).toThrow('"fromOutput" takes the names of fields')
  })
})

/** Called by no test: the compiler checks it. */
function typed(): Workflow {
  return new Workflow({ name: 'w', parameters: z.object({ days: z.array(z.date()) }) }, (workflow) => {
    const list = new FunctionOperator({
      name: 'list',
      run: () => ({ files: [{ path: 'a', size: 1 }], deep: { ids: [1] } }),
    })
    const plain = new FunctionOperator({ name: 'plain', run: () => ['a', 'b'] })
    const sizes = new FunctionOperator({
      name: 'sizes',
      startAfter: list,
      mapOver: { items: fromOutput(list, 'files'), limit: 8 },
      run: ({ item, itemIndex }) => {
        expectTypeOf(item).toEqualTypeOf<{ path: string; size: number }>()
        expectTypeOf(itemIndex).toEqualTypeOf<number | null>()
        return item.size
      },
    })
    const some = new FunctionOperator({
      name: 'some',
      startAfter: plain,
      mapOver: { items: plain, onFailure: { atLeast: 1 } },
      run: ({ item }) => {
        expectTypeOf(item).toEqualTypeOf<string>()
        return item.length
      },
    })
    new FunctionOperator({
      name: 'others',
      mapOver: { items: fromOutput(list, 'deep', 'ids') },
      run: ({ item }) => expectTypeOf(item).toEqualTypeOf<number>(),
    })
    new FunctionOperator({
      name: 'days',
      workflow,
      mapOver: { items: fromParameter(workflow, 'days') },
      run: ({ item }) => expectTypeOf(item).toEqualTypeOf<string>(),
    })
    new FunctionOperator({
      name: 'literal',
      mapOver: { items: ['x', 'y'] },
      run: ({ item }) => expectTypeOf(item).toEqualTypeOf<'x' | 'y'>(),
    })
    new FunctionOperator({
      name: 'expression',
      mapOver: { items: '${event.json.paths}' },
      run: ({ item }) => expectTypeOf(item).toEqualTypeOf<Json>(),
    })
    new FunctionOperator({
      name: 'sum',
      startAfter: [sizes, some],
      run: ({ outputs, item }) => {
        expectTypeOf(outputs.get('sizes')).toEqualTypeOf<readonly number[] | undefined>()
        expectTypeOf(outputs.get(some)).toEqualTypeOf<readonly (number | null)[] | undefined>()
        expectTypeOf(item).toEqualTypeOf<Json | undefined>()
      },
    })
    // @ts-expect-error there is no such field
    fromOutput(list, 'file')
    // @ts-expect-error there is no such parameter
    fromParameter(workflow, 'day')
  })
}

test('items and outputs have types', () => {
  expectTypeOf(typed).returns.toEqualTypeOf<Workflow>()
})
