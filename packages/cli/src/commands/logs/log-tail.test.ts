import { describe, expect, it } from 'vitest'
import { lastLines } from './log-tail.ts'

describe('the last lines of a log', () => {
  it.each([
    ['a\nb\nc\n', 2, 'b\nc\n'],
    ['a\nb\nc', 2, 'b\nc'],
    ['a\nb\n', 5, 'a\nb\n'],
    ['\nb\n', 1, 'b\n'],
    ['\nb\n', 2, '\nb\n'],
    ['a\n\n', 1, '\n'],
    ['', 3, ''],
  ])('%j, %d', (text, count, last) => {
    expect(lastLines(text, count)).toBe(last)
  })
})
