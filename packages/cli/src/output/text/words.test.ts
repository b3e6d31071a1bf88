import { ExecutionType, TaskStatus, WorkflowStatus } from '@aiflow/sdk'
import { wordOf } from '@aiflow/sdk/internal/text'
import { expect, test } from 'vitest'
import { Printer } from '../printing/printer.ts'

const sink = { write: () => undefined, isTTY: false, columns: null }

test('people read "waiting" and "schedule", and every other name as it is', () => {
  const names = [TaskStatus, WorkflowStatus, ExecutionType].flatMap((each) => Object.values(each))
  const others = new Map(names.filter((name) => wordOf(name) !== name).map((name) => [name, wordOf(name)]))
  expect(others).toEqual(
    new Map([
      ['INIT', 'WAITING'],
      ['PERIODIC', 'SCHEDULE'],
    ]),
  )
})

test.each([
  ['table', 'WAITING'],
  ['plain', 'INIT'],
  ['json', 'INIT'],
  ['yaml', 'INIT'],
] as const)('the format "%s" says %s', (format, word) => {
  expect(new Printer({ format, stdout: sink, stderr: sink, color: false }).word('INIT')).toBe(word)
})
