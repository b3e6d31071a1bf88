import type { TaskStatus } from '@aiflow/sdk/internal/model'
import type { ConditionDefinition } from '@aiflow/sdk/internal/wire'
import { describe, expect, test } from 'vitest'
import { WorkBudget } from '../formulas/work-budget.ts'
import { addQuietCondition, quietOf } from '../testing/quiet-condition.ts'
import { eventRow } from '../testing/rows.ts'
import type { Occurrence, TaskFacts } from './conditions/condition.ts'
import { checkCondition } from './conditions/kinds.ts'
import { evaluate } from './evaluate.ts'

function event(key: string, value: string | null = null, offset = 1): Occurrence {
  return { type: 'event', event: eventRow({ offset, key, value }) }
}

function change(task: string, to: TaskStatus, view: Record<string, Partial<TaskFacts>> = {}): Occurrence {
  const facts = Object.entries({ [task]: { status: to }, ...view }).map(
    ([name, of]) => [name, { status: 'SUCCESS', startOffset: 1, endOffset: 2, ...of }] as const,
  )
  const view_ = new Map<string, TaskFacts>(facts)
  return { type: 'taskStatus', event: eventRow({ offset: 9, kind: 'status' }), task, to, view: view_ }
}

function judge(condition: ConditionDefinition, occurrence: Occurrence, own: string | null = 'own') {
  return evaluate(condition, occurrence, { now: 0, budget: new WorkBudget(), seen: null, ownTask: own })
}

describe('one event', () => {
  test.each([
    ['of its key', { key: 'k' }, event('k'), true],
    ['of another key', { key: 'k' }, event('l'), false],
    ['that equals', { key: 'k', filter: { equals: '1' } }, event('k', '1'), true],
    ['that does not equal', { key: 'k', filter: { equals: '1' } }, event('k', '2'), false],
    ['without the value that is asked for', { key: 'k', filter: { equals: '1' } }, event('k'), false],
    ['that is one of a list', { key: 'k', filter: { in: ['1', '2'] } }, event('k', '2'), true],
    ['that matches', { key: 'k', filter: { matches: '^a.c$' } }, event('k', 'abc'), true],
    [
      'that passes one part of the filter only',
      { key: 'k', filter: { in: ['a'], matches: 'b' } },
      event('k', 'a'),
      false,
    ],
  ])('%s', (_, match, occurrence, met) => {
    const evaluated = judge({ type: 'event', event: match }, occurrence)
    expect(evaluated.met).toBe(met)
    expect(evaluated.reason).toMatch(met ? /^$/ : /^"k" .*, the filter asks for |^"l" is another key$/)
    expect(evaluated.events).toEqual(met ? [occurrence.event] : [])
    expect(evaluated).not.toHaveProperty('seen')
  })
})

test('the reason of a filter is short, however long values and lists are', () => {
  const match = { key: 'k', filter: { in: ['a', 'b', 'c', 'd', 'e', 'f', 'g'] } }
  expect(judge({ type: 'event', event: match }, event('k', 'x'.repeat(1000))).reason).toBe(
    `"k" is "${'x'.repeat(80)}…", the filter asks for in "a", "b", "c", "d", "e" and 2 more`,
  )
  expect(judge({ type: 'event', event: match }, event('k')).reason).toMatch(/^"k" has no value, the filter asks for/)
  const events = Array.from({ length: 10 }, (_, at) => ({ key: 'k', filter: { equals: `${at}` } }))
  expect(judge({ type: 'anyEvent', events }, event('k', 'x')).reason).toBe(
    '"k" is "x", the filters ask for one of = "0", = "1", = "2", = "3", = "4", = "5", = "6", = "7" and 2 more',
  )
})

test('any of several events is enough, each with its own filter', () => {
  const condition = {
    type: 'anyEvent',
    events: [{ key: 'a' }, { key: 'b', filter: { equals: '1' } }],
  } satisfies ConditionDefinition
  expect(judge(condition, event('a')).met).toBe(true)
  expect(judge(condition, event('b', '1')).met).toBe(true)
  expect(judge(condition, event('b', '2'))).toMatchObject({
    met: false,
    reason: '"b" is "2", the filter asks for = "1"',
    events: [],
  })
})

describe('all of several events', () => {
  const condition = {
    type: 'allEvents',
    events: [{ key: 'a' }, { key: 'b', filter: { equals: '1' } }],
  } satisfies ConditionDefinition

  test('what is missing is told; what came is remembered; once all came they are handed over, the deciding one last', () => {
    const first = evaluate(condition, event('b', '1', 1), {
      now: 0,
      budget: new WorkBudget(),
      seen: null,
      ownTask: null,
    })
    expect(first).toMatchObject({ met: false, reason: 'waits for "a"; has seen "b" (offset 1)' })
    const second = evaluate(condition, event('a', null, 2), {
      now: 0,
      budget: new WorkBudget(),
      seen: first.seen ?? null,
      ownTask: null,
    })
    expect(second).toMatchObject({ met: true, reason: '' })
    expect(second.events.map(({ key, offset }) => [key, offset])).toEqual([
      ['b', 1],
      ['a', 2],
    ])
  })

  test('the newest event of each member counts', () => {
    const first = evaluate(condition, event('a', 'old', 1), {
      now: 0,
      budget: new WorkBudget(),
      seen: null,
      ownTask: null,
    })
    const again = evaluate(condition, event('a', 'new', 2), {
      now: 0,
      budget: new WorkBudget(),
      seen: first.seen ?? null,
      ownTask: null,
    })
    const last = evaluate(condition, event('b', '1', 3), {
      now: 0,
      budget: new WorkBudget(),
      seen: again.seen ?? null,
      ownTask: null,
    })
    expect(last.events.map(({ value }) => value)).toEqual(['new', '1'])
  })

  test('an event that passes no filter changes nothing', () => {
    const evaluated = judge(condition, event('b', '2'))
    expect(evaluated).toMatchObject({ met: false, reason: '"b" is "2", the filter asks for = "1"' })
    expect(evaluated).not.toHaveProperty('seen')
  })

  test('an event that stands for two members is handed over once, also when its state came from the store', () => {
    const both = {
      type: 'allEvents',
      events: [{ key: 'a' }, { key: 'a', filter: { equals: '1' } }, { key: 'b' }],
    } satisfies ConditionDefinition
    const first = evaluate(both, event('a', '1', 1), { now: 0, budget: new WorkBudget(), seen: null, ownTask: null })
    const stored = JSON.parse(JSON.stringify(first.seen))
    expect(
      evaluate(both, event('b', null, 2), { now: 0, budget: new WorkBudget(), seen: stored, ownTask: null }).events.map(
        ({ offset }) => offset,
      ),
    ).toEqual([1, 2])
  })
})

describe('the status of a task', () => {
  const condition = { type: 'taskStatus', task: 'a', status: 'FAILED' } satisfies ConditionDefinition

  test.each([
    ['became it', change('a', 'FAILED'), true, ''],
    ['became another one', change('a', 'SUCCESS'), false, '"a" became SUCCESS, not FAILED'],
    ['of another task became it', change('b', 'FAILED'), false, '"b" became FAILED, not FAILED'],
    ['is not what an event is about', event('k'), false, 'not a change of status'],
  ])('%s', (_, occurrence, met, reason) => {
    expect(judge(condition, occurrence)).toMatchObject({ met, reason })
  })
})

describe('all of several statuses', () => {
  const members = [
    { task: 'a', status: 'SUCCESS' as const },
    { task: 'b', status: 'STOPPED' as const },
  ]
  const condition = { type: 'allTaskStatuses', members } satisfies ConditionDefinition

  test('is met when each task has its status in the view of the change', () => {
    expect(judge(condition, change('a', 'SUCCESS', { b: { status: 'STOPPED' } })).met).toBe(true)
    expect(judge(condition, event('k'))).toMatchObject({ met: false, reason: 'not a change of status' })
  })

  test('says of each task what it lacks', () => {
    expect(judge(condition, change('a', 'FAILED')).reason).toBe(
      '"a" is FAILED, not SUCCESS; "b" is not started, not STOPPED',
    )
  })

  test.each([
    ['its own task never ran', {}, true],
    ['they ended after its own last start', { own: { startOffset: 1 } }, true],
    ['one of them ended before its own last start', { own: { startOffset: 3 } }, false],
  ])('fresh, where %s', (_, own, met) => {
    const view = { a: { endOffset: 4 }, b: { status: 'STOPPED', endOffset: 2 }, ...own } as const
    const evaluated = judge({ ...condition, fresh: true }, change('a', 'SUCCESS', view))
    expect(evaluated.met).toBe(met)
    expect(evaluated.reason).toBe(met ? '' : '"b" has not ended since the last start')
    expect(judge(condition, change('a', 'SUCCESS', view)).met).toBe(true)
  })
})

test('a task that has not ended has not ended since the last start', () => {
  const members = [{ task: 'a', status: 'RUNNING' as const }]
  const running = change('a', 'RUNNING', { a: { status: 'RUNNING', endOffset: null } })
  expect(judge({ type: 'allTaskStatuses', members, fresh: true }, running).reason).toBe(
    '"a" has not ended since the last start',
  )
})

test.each([
  ['a pattern of an older version', { type: 'event', event: { key: 'k', filter: { matches: '(?=a)' } } }, 'look-ahead'],
  ['an expression of an older version', { type: 'cel', expression: 'event.colour == 1' }, 'no "colour"'],
] as const)('%s fails, and says why', (_, condition, reason) => {
  const event = eventRow({ offset: 1, key: 'k', value: 'a' })
  const error = expect.stringContaining(reason)
  expect(
    evaluate(condition, { type: 'event', event }, { now: 0, budget: new WorkBudget(), seen: null, ownTask: 'own' }),
  ).toMatchObject({
    met: false,
    reason: error,
    error,
  })
})

test('a defect fails the rule alone, and says what it was', () => {
  const view = {
    get: () => {
      throw new RangeError('no such place')
    },
  }
  const condition = {
    type: 'allTaskStatuses',
    members: [{ task: 'a', status: 'SUCCESS' }],
  } satisfies ConditionDefinition
  const error = 'the condition failed: RangeError: no such place'
  expect(judge(condition, { ...change('a', 'SUCCESS'), view } as Occurrence)).toMatchObject({ met: false, error })
})

describe('of many statuses', () => {
  const COUNT = 1000
  const members = Array.from({ length: COUNT }, (_, index) => ({ task: `t${index}`, status: 'SUCCESS' as const }))
  const orders: Record<string, (index: number) => number> = {
    'in their order': (index) => index,
    'in the other order': (index) => COUNT - 1 - index,
    'in no order': (index) => (index * 387) % COUNT,
  }

  test.each(Object.entries(orders))('each is looked at a few times until all are there, %s', (_, order) => {
    const facts = new Map<string, TaskFacts>()
    let looks = 0
    const view = {
      get: (task: string) => {
        looks += 1
        return facts.get(task)
      },
    }
    let lackingMember: number | undefined
    const met = members.map((__, index) => {
      const task = `t${order(index)}`
      facts.set(task, { status: 'SUCCESS', startOffset: 1, endOffset: 2 })
      const occurrence = { ...change(task, 'SUCCESS'), view } as Occurrence
      const evaluated = evaluate({ type: 'allTaskStatuses', members }, occurrence, {
        now: 0,
        budget: new WorkBudget(),
        seen: null,
        ownTask: null,
        lackingMember,
      })
      lackingMember = evaluated.lackingMember
      return evaluated.met
    })
    expect(met.indexOf(true)).toBe(COUNT - 1)
    expect(looks).toBeLessThan(5 * COUNT)
  })

  test('what lacks something is named in the order of the members, wherever the look began', () => {
    const some = members.slice(0, 3)
    const { reason } = evaluate({ type: 'allTaskStatuses', members: some }, change('t1', 'SUCCESS'), {
      now: 0,
      budget: new WorkBudget(),
      seen: null,
      ownTask: null,
      lackingMember: 2,
    })
    expect(reason).toBe('"t0" is not started, not SUCCESS; "t2" is not started, not SUCCESS')
  })
})

test('a condition over time says when to judge it again, by the time of the step alone', () => {
  addQuietCondition()
  const condition = quietOf({ type: 'quiet', key: 'k', seconds: 5 })
  const budget = new WorkBudget()
  const first = evaluate(condition, event('k', '1', 1), { now: 1000, budget, seen: null, ownTask: null })
  expect(first).toMatchObject({ met: false, wakeAt: 6000 })
  const moved = evaluate(condition, event('k', '2', 2), { now: 3000, budget, seen: first.seen ?? null, ownTask: null })
  expect(moved).toMatchObject({ met: false, wakeAt: 8000 })
  const firing: Occurrence = { type: 'time', event: eventRow({ offset: 3, kind: 'timer', key: 'aiflow/timer' }) }
  const woken = evaluate(condition, firing, { now: 8000, budget, seen: moved.seen ?? null, ownTask: null })
  expect(woken).toMatchObject({ met: true, events: [{ value: '2' }, { kind: 'timer' }] })
  expect(woken).not.toHaveProperty('wakeAt')
  const cancelled = evaluate(condition, event('k', 'cancel', 3), { now: 4000, budget, seen: null, ownTask: null })
  expect(cancelled.wakeAt).toBeNull()
})

test('conditions without time leave the time of a rule alone', () => {
  expect(judge({ type: 'event', event: { key: 'k' } }, event('k'))).not.toHaveProperty('wakeAt')
  expect(judge({ type: 'event', event: { key: 'k' } }, event('l')).wakeAt).toBeUndefined()
})

describe('how tasks end', () => {
  type When = Extract<ConditionDefinition, { type: 'taskOutcomes' }>['when']
  const of = (when: When, more: { readonly fresh?: boolean } = {}): ConditionDefinition => ({
    type: 'taskOutcomes',
    tasks: ['a', 'b'],
    when,
    ...more,
  })
  const skipping = (...failed: string[]) => ({
    now: 0,
    budget: new WorkBudget(),
    seen: null,
    ownTask: 'own',
    prospects: {
      isSkipped: (task: string) => task === 'b',
      isSkippedByFailure: (task: string) => failed.includes(task),
    },
  })

  test.each<[When, Occurrence, boolean, string]>([
    ['allDone', change('a', 'FAILED', { b: { status: 'STOPPED' } }), true, ''],
    ['allDone', change('a', 'SUCCESS', { b: { status: 'RETRYING' } }), false, '"b" is RETRYING'],
    ['allDone', change('a', 'SUCCESS', { b: { status: 'INIT' } }), false, '"b" is WAITING'],
    ['allDone', change('a', 'SUCCESS'), false, '"b" is not started'],
    ['allDone', change('a', 'RUNNING'), false, '"a" is RUNNING; "b" is not started'],
    ['allDone', change('a', 'SUCCESS', { b: { status: 'STOPPED', isFollowed: true } }), false, '"b" starts again'],
    ['allDone', event('k'), false, 'not a change of status'],
    ['noneFailed', change('a', 'SUCCESS', { b: { status: 'STOPPED' } }), true, ''],
    ['noneFailed', change('a', 'SUCCESS', { b: { status: 'FAILED' } }), false, '"b" is FAILED'],
    ['anyFailed', change('a', 'FAILED'), true, ''],
    ['anyFailed', change('a', 'SUCCESS', { b: { status: 'FAILED' } }), false, '"a" became SUCCESS, not FAILED'],
    ['anyFailed', change('c', 'FAILED'), false, '"c" is another task'],
  ])('%s', (when, occurrence, met, reason) => {
    expect(judge(of(when), occurrence)).toMatchObject({ met, reason })
  })

  test('more tasks than one condition can wait for are refused', () => {
    const many = { ...of('allDone'), tasks: Array.from({ length: 20_001 }, () => 'a') }
    expect(() => checkCondition(many as ConditionDefinition, 'the rule "r"')).toThrow('20001 tasks')
  })

  test('a task that is skipped is done, and has failed where it waited for one that failed', () => {
    const occurrence = change('a', 'SUCCESS')
    expect(evaluate(of('allDone'), occurrence, skipping())).toMatchObject({ met: true })
    expect(evaluate(of('noneFailed'), occurrence, skipping())).toMatchObject({ met: true })
    expect(evaluate(of('allDone'), occurrence, skipping('b'))).toMatchObject({ met: true })
    const reason = '"b" was skipped because of a failure'
    expect(evaluate(of('noneFailed'), occurrence, skipping('b'))).toMatchObject({ met: false, reason })
  })

  test('ends count only since the last start of the own task, where that is asked', () => {
    const view = { b: { endOffset: 4 }, own: { startOffset: 5 }, a: { endOffset: 9 } }
    expect(judge(of('allDone'), change('a', 'SUCCESS', view))).toMatchObject({ met: true })
    const reason = '"b" has not ended since the last start'
    expect(judge(of('allDone', { fresh: true }), change('a', 'SUCCESS', view))).toMatchObject({ met: false, reason })
    const later = { ...view, b: { endOffset: 6 } }
    expect(judge(of('allDone', { fresh: true }), change('a', 'SUCCESS', later))).toMatchObject({ met: true })
    expect(judge(of('allDone', { fresh: true }), change('a', 'SUCCESS', later), null)).toMatchObject({ met: true })
    const never = { b: { endOffset: null }, a: { endOffset: null } }
    expect(judge(of('allDone', { fresh: true }), change('a', 'SUCCESS', never), null)).toMatchObject({ met: false })
  })

  test('the task that lacked something last time is looked at first', () => {
    const occurrence = change('a', 'RUNNING', { b: { status: 'RUNNING' } })
    const judged = { now: 0, budget: new WorkBudget(), seen: null, ownTask: 'own', lackingMember: 1 }
    expect(evaluate(of('allDone'), occurrence, judged)).toMatchObject({ lackingMember: 1 })
    expect(judge(of('allDone'), occurrence)).toMatchObject({ lackingMember: 0 })
  })
})
