import { expect, test } from 'vitest'
import { cellOf, type GridColumn, gridOf, type Latest, placeAfterKey } from './task-grid.ts'

const RUN = { sequenceNumber: 2, status: 'FAILED' } as NonNullable<Latest>

function column(id: number, tasks: Readonly<Record<string, Latest>> | null): GridColumn {
  const entries = tasks === null ? undefined : new Map(Object.entries(tasks))
  return { execution: { id, status: 'RUNNING', beginTime: id, schedule: null }, tasks: entries }
}

const GRID = gridOf(['a', 'b'], [column(3, null), column(2, { a: RUN, b: null }), column(1, { old: RUN, a: RUN })])

test('rows are the declared tasks, then those of older snapshots', () => {
  expect(GRID.tasks).toEqual(['a', 'b', 'old'])
})

test('a cell says what the latest execution of the task did, or why there is none', () => {
  const types = GRID.columns.map((one) => GRID.tasks.map((task) => cellOf(one, task).type))
  expect(types).toEqual([
    ['reading', 'reading', 'reading'],
    ['run', 'none', 'absent'],
    ['run', 'absent', 'run'],
  ])
})

test.each([
  ['ArrowUp', [0, 1]],
  ['ArrowDown', [2, 1]],
  ['ArrowLeft', [1, 0]],
  ['ArrowRight', [1, 2]],
  ['Home', [1, 0]],
  ['End', [1, 2]],
])('%s moves within the grid', (key, [row, at]) => {
  expect(placeAfterKey(key, { row: 1, column: 1 }, GRID)).toEqual({ row, column: at })
})

test('no key leads out of the grid', () => {
  expect(placeAfterKey('ArrowUp', { row: 0, column: 0 }, GRID)).toEqual({ row: 0, column: 0 })
  expect(placeAfterKey('ArrowRight', { row: 2, column: 2 }, GRID)).toEqual({ row: 2, column: 2 })
  expect(placeAfterKey('x', { row: 2, column: 2 }, GRID)).toBeNull()
})
