import { expect, test } from 'vitest'
import { taskRow } from '../../testing/rows.ts'
import { addChange, changeAsOf, changesOf, NO_CHANGES } from './status-changes.ts'

test('a task is seen as it was right after each change of a commit', () => {
  const since = 10
  let changes = changesOf(taskRow({ id: 1, status: 'SUCCESS' }))
  changes = addChange(changes, taskRow({ id: 2, status: 'INIT' }), { offset: 12, since, isFollowed: false })
  changes = addChange(changes, taskRow({ id: 2, status: 'QUEUED' }), { offset: 15, since, isFollowed: false })
  const statuses = [11, 12, 14, 15, 20].map((offset) => changeAsOf(changes, offset)?.status)
  expect(statuses).toEqual(['SUCCESS', 'INIT', 'INIT', 'QUEUED', 'QUEUED'])
})

test('a task that had not run is not there before its first change', () => {
  const changes = addChange(NO_CHANGES, taskRow({ id: 1, status: 'INIT' }), { offset: 5, since: 3, isFollowed: false })
  expect(changeAsOf(changes, 4)).toBeUndefined()
  expect(changeAsOf(changes, 5)?.status).toBe('INIT')
})

test('of what came before a commit one change is kept', () => {
  let changes = NO_CHANGES
  for (let offset = 1; offset <= 100; offset += 1) {
    changes = addChange(changes, taskRow({ id: offset, status: 'INIT' }), {
      offset,
      since: offset - 1,
      isFollowed: false,
    })
  }
  expect(changes).toHaveLength(2)
})

test('changes of one commit are added without a copy of those before them', () => {
  const at = (offset: number) => ({ offset, since: 0, isFollowed: false })
  const first = addChange(NO_CHANGES, taskRow({ id: 1, status: 'INIT' }), at(1))
  let changes = first
  for (let offset = 2; offset <= 100; offset += 1) {
    changes = addChange(changes, taskRow({ id: 1, status: 'QUEUED' }), at(offset))
  }
  expect(changes).toBe(first)
  expect(changes.map(({ offset }) => offset)).toEqual(Array.from({ length: 100 }, (_, index) => index + 1))
  expect(NO_CHANGES).toEqual([])
})
