import { expect, test } from 'vitest'
import { eventRow } from '../testing/rows.ts'
import { LaneJudge } from './heavy-rules.ts'

const NUMBERS = JSON.stringify(Array.from({ length: 2000 }, (_, at) => at))
const event = { type: 'event', event: eventRow({ offset: 1, key: 'k', value: NUMBERS }) } as const
const heavy = (n: number) =>
  ({ type: 'cel', expression: `event.json.all(x, event.json.all(y, x + y + ${n}.0 >= 0.0))` }) as const
const simple = { type: 'event', event: { key: 'k' } } as const
const judgedWith = { seen: null, ownTask: null }

test('once some conditions of a lane were given up for an event, others that may take long are not tried', () => {
  const judge = new LaneJudge()
  const errors = Array.from({ length: 8 }, (_, n) => judge.judge(heavy(n), event, judgedWith).error)
  const tooMany = 'the expression takes too many steps for this event'
  const untried = 'not judged: 5 other conditions took too long for this event'
  expect(errors).toEqual([...Array.from({ length: 5 }, () => tooMany), ...Array.from({ length: 3 }, () => untried)])
  expect(judge.judge(simple, event, judgedWith).met).toBe(true)
  expect(new LaneJudge().judge({ type: 'cel', expression: 'event.key == "k"' }, event, judgedWith).met).toBe(true)
})
