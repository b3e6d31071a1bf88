import { expect, test } from 'vitest'
import { backfillRow } from '../../testing/rows.ts'
import { Backfills } from './backfills.ts'

const LIVING = backfillRow({ id: 2 })
const ENDED = { id: 1, workflowId: 1 }

test('of ended backfills only the ids are kept from one batch to the next', () => {
  const backfills = new Backfills([LIVING], [ENDED])
  expect(backfills.get(2)).toBe(LIVING)
  expect(backfills.get(1)).toBeUndefined()
  expect(backfills.endedOf(1)).toEqual([1])
  const ended = { ...LIVING, endTime: 5 }
  backfills.set(ended)
  expect(backfills.livingOf(1)).toEqual([])
  expect(backfills.get(2)).toBe(ended)
  backfills.beginBatch()
  expect(backfills.get(2)).toBeUndefined()
  expect(backfills.endedOf(1)).toEqual([1, 2])
})

test('an ended one is put back for one batch, and stays if it goes on', () => {
  const backfills = new Backfills([], [ENDED])
  const row = backfillRow({ id: 1, endTime: 5 })
  backfills.putBack(row)
  expect(backfills.get(1)).toBe(row)
  expect(backfills.livingOf(1)).toEqual([])
  backfills.beginBatch()
  expect(backfills.get(1)).toBeUndefined()
  backfills.putBack(row)
  const again = { ...row, endTime: null }
  backfills.set(again)
  // As the store has it, which is older.
  backfills.putBack(row)
  backfills.beginBatch()
  expect(backfills.get(1)).toBe(again)
  expect(backfills.livingOf(1)).toEqual([again])
  expect(backfills.endedOf(1)).toEqual([])
})

test('one that was deleted within the batch is not put back', () => {
  const backfills = new Backfills([LIVING], [ENDED])
  backfills.delete(1, 1)
  backfills.delete(1, 2)
  backfills.putBack(backfillRow({ id: 1, endTime: 5 }))
  expect(backfills.get(1)).toBeUndefined()
  expect(backfills.living()).toEqual([])
  expect(backfills.endedOf(1)).toEqual([])
})
