import type { LogChunk } from '@aiflow/sdk/client'
import { expect, test } from 'vitest'
import { indexOfOffset, linesOf, withFollowing } from './log-line-parts.ts'

function chunk(offset: number, data: string, times: LogChunk['times'] = undefined): LogChunk {
  const nextOffset = offset + new TextEncoder().encode(data).length
  return { offset, nextOffset, data, complete: false, ...(times === undefined ? {} : { times }) }
}

test('offsets count bytes, not characters', () => {
  expect(linesOf(chunk(100, 'größe\n€\nend\n')).map(({ offset, text }) => [offset, text])).toEqual([
    [100, 'größe'],
    [108, '€'],
    [112, 'end'],
  ])
})

test('a line has the time of when it began', () => {
  const lines = linesOf(
    chunk(0, 'a\nb\nc\n', [
      { at: 0, time: 10 },
      { at: 3, time: 20 },
    ]),
  )
  expect(lines.map(({ time }) => time)).toEqual([10, 10, 20])
})

test('a line that is cut at the end of a part continues in the next one', () => {
  const first = linesOf(chunk(0, 'one\ntw'))
  expect(first.at(-1)).toMatchObject({ text: 'tw', isOpen: true })
  const all = withFollowing(first, 6, chunk(6, 'o\nthr'))
  expect(all.map(({ text, isOpen }) => [text, isOpen ?? false])).toEqual([
    ['one', false],
    ['two', false],
    ['thr', true],
  ])
  expect(all[1]?.offset).toBe(4)
})

test('a gap between two parts is marked', () => {
  const all = withFollowing(linesOf(chunk(0, 'a\n')), 2, chunk(50, 'b\n'))
  expect(all[1]).toEqual({ offset: 50, text: 'b', time: null, missing: 48 })
})

test('a byte is found in its line', () => {
  const lines = linesOf(chunk(10, 'aaa\nbbb\nccc\n'))
  expect([0, 10, 13, 14, 17, 18, 99].map((offset) => indexOfOffset(lines, offset))).toEqual([0, 0, 0, 1, 1, 2, 2])
})
