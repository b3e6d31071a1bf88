import { beforeEach, expect, it } from 'vitest'
import { Printer } from '../../output/printing/printer.ts'
import { LogOutput } from './log-output.ts'

let out: string
let notes: string
let printer: Printer

beforeEach(() => {
  out = ''
  notes = ''
  const sink = (write: (text: string) => void) => ({ write, isTTY: false, columns: null })
  printer = new Printer({
    format: 'table',
    color: false,
    stdout: sink((text) => {
      out += text
    }),
    stderr: sink((text) => {
      notes += text
    }),
  })
})

const SECOND = [
  { at: 0, time: 1000 },
  { at: 4, time: 2000 },
]

it('prints chunks as they are', () => {
  const output = new LogOutput(printer, { timestamps: false })
  output.print({ offset: 0, nextOffset: 3, data: 'a\nb', complete: false, attempt: 1 }, 0)
  output.print({ offset: 3, nextOffset: 5, data: 'c\n', complete: true, attempt: 1 })
  expect(out).toBe('a\nbc\n')
  expect(notes).toBe('')
})

it('puts its time before each line, over the ends of chunks', () => {
  const output = new LogOutput(printer, { timestamps: true })
  output.print({ offset: 0, nextOffset: 6, data: 'one\ntw', complete: false, times: SECOND }, 0)
  output.print({ offset: 6, nextOffset: 8, data: 'o\n', complete: false, times: [{ at: 0, time: 3000 }] })
  output.print({ offset: 8, nextOffset: 10, data: '\n\n', complete: true, times: [{ at: 1, time: 4000 }] })
  expect(out).toBe(
    ['1970-01-01T00:00:01.000Z one\n', '1970-01-01T00:00:02.000Z two\n', '- \n', '1970-01-01T00:00:04.000Z \n'].join(
      '',
    ),
  )
})

it('says once that the times of an old worker are not known', () => {
  const output = new LogOutput(printer, { timestamps: true })
  output.print({ offset: 0, nextOffset: 2, data: 'a\n', complete: false })
  output.print({ offset: 2, nextOffset: 4, data: 'b\n', complete: true })
  expect(out).toBe('a\nb\n')
  expect(notes.match(/not known/g)).toHaveLength(1)
})

it('says what was not kept, at the beginning and in the middle', () => {
  const output = new LogOutput(printer, { timestamps: false })
  output.print({ offset: 2048, nextOffset: 2050, data: 'a\n', complete: false }, 0)
  output.print({ offset: 2060, nextOffset: 2062, data: 'b\n', complete: true })
  expect(notes).toBe('(2 KiB of the log was not kept)\n(10 bytes of the log was not kept)\n')
})

it('draws a line where another attempt begins', () => {
  const output = new LogOutput(printer, { timestamps: false })
  output.print({ offset: 0, nextOffset: 1, data: 'a', complete: true, attempt: 1 }, 0)
  output.print({ offset: 0, nextOffset: 2, data: 'b\n', complete: true, attempt: 2 })
  expect(out).toBe('a\n--- attempt 2 ---\nb\n')
  expect(notes).toBe('')
})
