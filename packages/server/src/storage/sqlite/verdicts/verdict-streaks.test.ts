import { describe, expect, test } from 'vitest'
import { verdictRow } from '../../../testing/rows.ts'
import type { VerdictRow } from '../../rows.ts'
import { type RawVerdict, toStreaks, toVerdicts } from './verdict-streaks.ts'

const FIRST = verdictRow({ id: 10, eventOffset: 5, verdict: 'ignored', reason: 'alive' })
const NEXT = { ...FIRST, id: 12, eventOffset: 6 }

function raw(rows: readonly VerdictRow[]): RawVerdict[] {
  return toStreaks(rows).map(({ first, others }) => ({
    ...first,
    saw: first.saw && JSON.stringify(first.saw),
    others: others.length === 0 ? null : JSON.stringify(others),
  }))
}

describe('streaks of verdicts', () => {
  test('alike ones are one row, whatever other rules and lanes decided in between', () => {
    const rows = [
      FIRST,
      { ...FIRST, id: 11, task: 'other' },
      NEXT,
      { ...NEXT, id: 13, task: 'other' },
      { ...NEXT, id: 14, lane: 'execution:2' as const },
      { ...FIRST, id: 20, eventOffset: 9 },
    ]
    expect(toStreaks(rows).map(({ first, others }) => [first.id, others])).toEqual([
      [10, [2, 1, 10, 4]],
      [11, [2, 1]],
      [14, []],
    ])
    const back = raw(rows).flatMap(toVerdicts)
    expect(back.sort((a, b) => a.id - b.id)).toEqual(rows)
  })

  test.each<[string, Partial<VerdictRow>]>([
    ['lane', { lane: 'execution:2' }],
    ['task', { task: null }],
    ['rule', { rule: 'other' }],
    ['verdict', { verdict: 'overruled' }],
    ['action', { action: 'RESTART' }],
    ['reason', { reason: null }],
    ['result', { resultId: null }],
    ['time', { createTime: 81 }],
    ['what was seen', { saw: { offsets: [6] } }],
    ['block of ids', { id: 4096 }],
    ['direction', { eventOffset: 4 }],
  ])('another %s is another row', (_, difference) => {
    const rows = [FIRST, { ...NEXT, ...difference }]
    expect(raw(rows).map(toVerdicts)).toEqual(rows.map((row) => [row]))
  })

  test('the rows of a rule follow each other: what it decided once does not go on after it decided something else', () => {
    const rows = [FIRST, { ...NEXT, reason: 'stopping' }, { ...NEXT, id: 13, eventOffset: 7 }]
    expect(toStreaks(rows).map(({ others }) => others)).toEqual([[], [], []])
  })
})
