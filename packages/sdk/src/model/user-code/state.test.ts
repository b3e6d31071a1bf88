import { describe, expect, expectTypeOf, test } from 'vitest'
import {
  type Context,
  type State,
  StateDescriptor,
  StateType,
  type ValueState,
  ValueStateDescriptor,
} from '../../index.ts'
import { createFakeContext } from '../../testing/fake-context.ts'

describe('state', () => {
  test('the one type of state is "value"', () => {
    expect(StateType).toEqual({ VALUE: 'value' })
  })

  test('a ValueStateDescriptor is a StateDescriptor with a name and the type VALUE', () => {
    const descriptor = new ValueStateDescriptor('count')
    expect(descriptor).toBeInstanceOf(StateDescriptor)
    expect(descriptor).toMatchObject({ name: 'count', type: StateType.VALUE })
  })

  test.each(['', 'a b', '..', 'x'.repeat(129)])('the name "%s" is refused', (name) => {
    expect(() => new ValueStateDescriptor(name)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
  })

  test('getState gives the state that the descriptor names, read, replaced and cleared', async () => {
    const { context } = createFakeContext()
    const count = context.getState(new ValueStateDescriptor<number>('count'))
    expect(count.value()).toBeNull()
    await count.update(2)
    expect(context.getState(new ValueStateDescriptor<number>('count')).value()).toBe(2)
    await count.clear()
    expect(count.value()).toBeNull()
  })

  test('getState is typed by its descriptor', () => {
    expectTypeOf<Context['getState']>().toBeFunction()
    const read = (context: Context) => context.getState(new ValueStateDescriptor<{ n: number }>('s'))
    expectTypeOf(read).returns.toEqualTypeOf<ValueState<{ n: number }>>()
    expectTypeOf<ValueState>().toExtend<State>()
  })
})
