import { appendFileSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { LogTimesWriter, readMarks, timesPath } from './log-times.ts'

let folder: string
let log: string
const fromTheStart = () => 0

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aiflow-times-'))
  log = join(folder, 'log')
})

afterEach(() => rmSync(folder, { recursive: true }))

function append(marks: readonly (readonly [number, number])[], writer = new LogTimesWriter(log)): void {
  for (const [offset, time] of marks) writer.append({ offset, time }, fromTheStart)
  writer.close()
}

test('a log without marks has no times', () => {
  expect(readMarks(log)).toBeNull()
})

test('marks continue those of an earlier worker', () => {
  append([[10, 1000]])
  append([
    [10, 1500],
    [20, 2000],
  ])
  expect(readMarks(log)).toEqual([
    { offset: 10, time: 1000 },
    { offset: 20, time: 2000 },
  ])
})

test('a clock that went back does not make time go back', () => {
  append([
    [10, 1000],
    [20, 400],
  ])
  expect(readMarks(log)?.at(-1)).toEqual({ offset: 20, time: 1000 })
})

test('a mark that was cut makes place for the next one, and damaged ones are passed over', () => {
  append([[10, 1000]])
  appendFileSync(timesPath(log), Buffer.alloc(7, 0xff))
  append([[20, 2000]])
  expect(readMarks(log)).toHaveLength(2)
  appendFileSync(timesPath(log), Buffer.alloc(16, 0xff))
  append([[30, 3000]])
  expect(readMarks(log)?.map(({ offset }) => offset)).toEqual([10, 20, 30])
  writeFileSync(timesPath(log), 'no marks at all, but some text that is long enough')
  expect(readMarks(log)).toEqual([])
})

test('the number of marks is limited: those of removed parts go first, then the others are thinned out', () => {
  const writer = new LogTimesWriter(log, 8)
  for (let offset = 1; offset <= 100; offset += 1) writer.append({ offset, time: offset * 1000 }, () => 4)
  writer.close()
  const marks = readMarks(log) ?? []
  expect(statSync(timesPath(log)).size).toBeLessThanOrEqual(8 * 16)
  expect(marks.at(-1)).toEqual({ offset: 100, time: 100_000 })
  expect(marks[0]?.offset).toBeGreaterThan(4)
})
