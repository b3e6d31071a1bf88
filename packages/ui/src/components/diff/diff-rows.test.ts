import { expect, test } from 'vitest'
import { type DiffRow, differenceOf } from './diff-rows.ts'

function textOf(row: DiffRow): string {
  if (row.kind === 'gap') return `… ${row.count}`
  const side = (of: typeof row.left) =>
    of === null
      ? '–'
      : `${of.number} ${of.pieces.map(({ text, isChanged }) => (isChanged ? `[${text}]` : text)).join('')}`
  return `${side(row.left)} | ${side(row.right)}`
}

function lines(count: number, changed: Readonly<Record<number, string>> = {}): string {
  return `${Array.from({ length: count }, (_, index) => changed[index + 1] ?? `line ${index + 1}`).join('\n')}\n`
}

test('texts that are the same have no rows', () => {
  expect(differenceOf(lines(3), lines(3))).toEqual({ rows: [], added: 0, removed: 0 })
})

test('a changed line stands beside its old version, with the changes marked and context around', () => {
  const { rows, added, removed } = differenceOf(lines(20), lines(20, { 10: 'line ten' }))
  expect(rows.map(textOf)).toEqual([
    '… 5',
    ...[6, 7, 8, 9].map((n) => `${n} line ${n} | ${n} line ${n}`),
    '10 line [10] | 10 line [ten]',
    ...[11, 12, 13, 14].map((n) => `${n} line ${n} | ${n} line ${n}`),
    '… 6',
  ])
  expect([added, removed]).toEqual([1, 1])
})

test('an added or removed line stands alone, and numbers continue on both sides', () => {
  expect(differenceOf('a\nb\nc\n', 'a\nc\nd\n').rows.map(textOf)).toEqual([
    '1 a | 1 a',
    '2 b | –',
    '3 c | 2 c',
    '– | 3 d',
  ])
})

test('a missing newline at the end is the only difference', () => {
  expect(differenceOf('a', 'b').rows.map(textOf)).toEqual(['1 [a] | 1 [b]'])
})
