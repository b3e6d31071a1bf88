import { describe, expect, test } from 'vitest'
import { AllEventsCondition, AnyEventCondition, Condition, type Event, EventCondition } from '../../index.ts'
import { anEvent, createFakeContext } from '../../testing/fake-context.ts'

const NUMBERS = { key: 'n', filter: { matches: '^\\d+$' } }

async function verdicts(condition: Condition, events: readonly Event[]) {
  const { context } = createFakeContext()
  const met = []
  for (const event of events) met.push(await condition.isMet(event, context))
  return met
}

describe('EventCondition', () => {
  test('is met by each event with its key', async () => {
    const condition = new EventCondition('a')
    expect(condition).toBeInstanceOf(Condition)
    expect(condition.expectEventKeys).toEqual(['a'])
    expect(await verdicts(condition, [anEvent('a'), anEvent('b'), anEvent('a', 'x')])).toEqual([true, false, true])
  })

  test('with a filter, only where the value passes', async () => {
    const condition = new EventCondition('a', { filter: { equals: 'x' } })
    expect(await verdicts(condition, [anEvent('a'), anEvent('a', 'x'), anEvent('a', 'y')])).toEqual([
      false,
      true,
      false,
    ])
  })

  test('does not change with what the author changes later', () => {
    const filter = { in: ['x'] }
    const condition = new EventCondition('a', { filter })
    filter.in.push('y')
    expect(condition.event).toEqual({ key: 'a', filter: { in: ['x'] } })
  })

  test.each([
    ['no key', () => new EventCondition(''), 'not a text'],
    ['an empty filter', () => new EventCondition('a', { filter: {} }), 'at least one of them'],
    ['an unknown filter', () => new EventCondition('a', { filter: { like: 'x' } as object }), 'has no option "like"'],
  ])('refuses %s', (_title, create, message) => {
    const error = { code: 'INVALID_WORKFLOW', message: expect.stringContaining(message) }
    expect(create).toThrow(expect.objectContaining(error))
  })
})

describe('AnyEventCondition', () => {
  test('is met by each event that matches a member', async () => {
    const condition = new AnyEventCondition(['a', NUMBERS])
    expect(condition.expectEventKeys).toEqual(['a', 'n'])
    const events = [anEvent('a'), anEvent('n', '1'), anEvent('n', 'x'), anEvent('b')]
    expect(await verdicts(condition, events)).toEqual([true, true, false, false])
  })

  test('refuses to have no member', () => {
    expect(() => new AnyEventCondition([])).toThrow(expect.objectContaining({ code: 'INVALID_WORKFLOW' }))
  })
})

describe('AllEventsCondition', () => {
  test('is met when every member had an event, in any order, and begins anew', async () => {
    const condition = new AllEventsCondition(['a', NUMBERS])
    const events = [
      anEvent('n', '1'),
      anEvent('n', '2'),
      anEvent('n', 'x'),
      anEvent('a'),
      anEvent('a'),
      anEvent('n', '3'),
    ]
    expect(await verdicts(condition, events)).toEqual([false, false, false, true, false, true])
  })

  test('is met at once by an event that matches all of its members', async () => {
    const condition = new AllEventsCondition(['a', { key: 'a', filter: { equals: 'x' } }])
    expect(await verdicts(condition, [anEvent('a', 'x'), anEvent('a', 'y'), anEvent('b')])).toEqual([
      true,
      false,
      false,
    ])
  })

  test('remembers in state, so another process can go on', async () => {
    const { context } = createFakeContext()
    expect(await new AllEventsCondition(['a', 'b']).isMet(anEvent('a'), context)).toBe(false)
    expect(await new AllEventsCondition(['a', 'b']).isMet(anEvent('b'), context)).toBe(true)
  })

  test('keeps the state of one rule apart from that of another', async () => {
    const { context } = createFakeContext()
    const [one, two] = [new AllEventsCondition(['a', 'b']), new AllEventsCondition(['a', 'b'])]
    one.ownState('task/x/on-a')
    two.ownState('task/y/on-a')
    expect(await one.isMet(anEvent('a'), context)).toBe(false)
    expect(await two.isMet(anEvent('b'), context)).toBe(false)
    expect(await one.isMet(anEvent('b'), context)).toBe(true)
  })

  test('refuses to have no member, or no list of them', () => {
    expect(() => new AllEventsCondition([])).toThrow(expect.objectContaining({ code: 'INVALID_WORKFLOW' }))
    expect(() => new AllEventsCondition('a' as unknown as [])).toThrow(
      expect.objectContaining({ code: 'INVALID_WORKFLOW' }),
    )
  })
})
