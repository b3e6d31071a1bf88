import type { LogChunk, ReadLogsOptions, TaskExecutionRef } from '@aiflow/sdk/client'
import { expect, test } from 'vitest'
import { LogWindow, rowOf } from './log-window.ts'

const REF: TaskExecutionRef = { workflowExecutionId: 1, taskName: 'a', sequenceNumber: 1 }
const LINE_BYTES = 10

/** A log of lines of ten bytes each, `000000001`, as a server serves it. */
class ServedLog {
  text: string
  complete = true
  reads = 0

  constructor(lines: number) {
    this.text = Array.from({ length: lines }, (_, index) => `${String(index + 1).padStart(9, '0')}\n`).join('')
  }

  readonly readLogs = async (_ref: TaskExecutionRef, options: ReadLogsOptions = {}): Promise<LogChunk> => {
    this.reads += 1
    const { maxBytes = 1000, align, line } = options
    const end = this.text.length
    const asked = line === undefined ? (options.offset ?? 0) : (line - 1) * LINE_BYTES
    const from = Math.max(0, asked < 0 ? end + asked : asked)
    const offset = align === 'line' ? Math.ceil(from / LINE_BYTES) * LINE_BYTES : from
    const to = Math.min(end, from + maxBytes)
    const nextOffset = align === 'line' && to < end ? Math.floor(to / LINE_BYTES) * LINE_BYTES : to
    const data = this.text.slice(offset, nextOffset)
    return { offset, nextOffset, data, complete: this.complete && to === end, begin: 0, end }
  }

  async *followLogs(_ref: TaskExecutionRef, { offset = 0 } = {}): AsyncGenerator<LogChunk> {
    const data = this.text.slice(offset)
    yield { offset, nextOffset: this.text.length, data, complete: true }
  }
}

function windowOf(log: ServedLog): LogWindow {
  return new LogWindow({ client: log, ref: REF, attempt: 1 })
}

test('a long log is opened at its end, and read backwards to its beginning', async () => {
  const window = windowOf(new ServedLog(40_000))
  await window.open({ type: 'end' })
  expect(window.part().lines.at(-1)?.text).toBe('000040000')
  expect(window.part().firstNumber).toBeNull()
  for (let turn = 0; turn < 20; turn += 1) await window.loadBefore()
  const { lines, from, firstNumber } = window.part()
  expect(lines[0]?.text).toBe('000000001')
  expect([from, firstNumber]).toEqual([0, 1])
})

test('memory is bounded in both directions, and no line is lost', async () => {
  const log = new ServedLog(100_000)
  const window = windowOf(log)
  await window.open({ type: 'start' })
  while (window.part().to < window.part().end) await window.loadAfter()
  const down = window.part()
  expect(down.lines).toHaveLength(50_000)
  expect([down.firstNumber, down.lines[0]?.text]).toEqual([50_001, '000050001'])
  while (window.part().from > 0) await window.loadBefore()
  const up = window.part()
  expect(up.lines.map(({ text }) => Number(text))).toEqual(Array.from({ length: 50_000 }, (_, index) => index + 1))
  await window.loadAfter()
  expect(window.part().lines.at(-1)?.text).not.toBe('000050000')
  const numbers = window
    .part()
    .lines.filter(({ isOpen }) => !isOpen)
    .map(({ text }) => Number(text))
  expect(numbers.every((number, index) => index === 0 || number === (numbers[index - 1] ?? 0) + 1)).toBe(true)
})

test('a jump to a line shows it with its number', async () => {
  const window = windowOf(new ServedLog(50_000))
  await window.open({ type: 'line', line: 4242 })
  const { lines, firstNumber, target } = window.part()
  expect([lines[0]?.text, firstNumber]).toEqual(['000004242', 4242])
  expect(rowOf({ lines }, target ?? 'end')).toBe(0)
})

test('following continues where reading ended, until the log is complete', async () => {
  const log = new ServedLog(3)
  log.complete = false
  const window = windowOf(log)
  await window.open({ type: 'end' })
  log.text += '000000004\n0000'
  window.follow()
  await expect.poll(() => window.part().complete).toBe(true)
  expect(window.part().lines.map(({ text }) => text)).toEqual([
    '000000001',
    '000000002',
    '000000003',
    '000000004',
    '0000',
  ])
  expect(window.part().isFollowing).toBe(false)
})

test('a hidden log is followed once it is visible', async () => {
  const log = new ServedLog(3)
  log.complete = false
  const window = windowOf(log)
  window.pause()
  await window.open({ type: 'end' })
  log.text += '000000004\n'
  window.follow()
  expect(window.part()).toMatchObject({ isFollowing: false, complete: false })
  window.resume()
  await expect.poll(() => window.part().lines.at(-1)?.text).toBe('000000004')
})

test('a failed read is shown, and can be retried', async () => {
  const log = new ServedLog(3)
  let isBroken = true
  const readLogs: ServedLog['readLogs'] = (ref, options) =>
    isBroken ? Promise.reject(new Error('the worker is away')) : log.readLogs(ref, options)
  const window = new LogWindow({ client: { readLogs, followLogs: log.followLogs }, ref: REF, attempt: 1 })
  await window.open({ type: 'end' })
  expect(window.part().error).toMatchObject({ message: 'the worker is away' })
  isBroken = false
  await window.again()
  expect([window.part().error, window.part().lines.length]).toEqual([null, 3])
})
