import { expect, test } from 'vitest'
import { DueQueue } from './due-queue.ts'

function takeAll(queue: DueQueue, now: number): string[] {
  const ids: string[] = []
  for (let entry = queue.takeDue(now); entry !== null; entry = queue.takeDue(now))
    ids.push(`${entry.id}@${entry.dueTime}`)
  return ids
}

test('timers come out by due time, and not before it', () => {
  const queue = new DueQueue()
  for (const dueTime of [5, 1, 4, 2, 3]) queue.set(`t${dueTime}`, dueTime)
  expect(queue.nextDueTime()).toBe(1)
  expect(takeAll(queue, 3)).toEqual(['t1@1', 't2@2', 't3@3'])
  expect(queue.nextDueTime()).toBe(4)
  expect(queue.takeDue(3)).toBeNull()
})

test('a timer that was moved comes out at its new time only', () => {
  const queue = new DueQueue()
  queue.set('t', 5)
  queue.set('t', 9)
  queue.set('t', 2)
  queue.set('t', 9)
  expect(queue.nextDueTime()).toBe(9)
  expect(takeAll(queue, 100)).toEqual(['t@9'])
  expect(queue.nextDueTime()).toBeNull()
})

test('a timer that was deleted does not come out, and can be set again', () => {
  const queue = new DueQueue()
  queue.set('t', 5)
  queue.set('t', null)
  queue.set('unknown', null)
  expect(queue.nextDueTime()).toBeNull()
  queue.set('t', 5)
  queue.set('t', 5)
  expect(takeAll(queue, 5)).toEqual(['t@5'])
})

test('thousands of timers, set, moved and deleted in any order, come out sorted', () => {
  const queue = new DueQueue()
  const expected = new Map<string, number>()
  let seed = 7
  const random = (below: number): number => {
    seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0
    return seed % below
  }
  for (let index = 0; index < 5000; index++) {
    const id = `t${random(1000)}`
    const dueTime = random(10) === 0 ? null : random(100_000)
    queue.set(id, dueTime)
    if (dueTime === null) expected.delete(id)
    else expected.set(id, dueTime)
  }
  const times: number[] = []
  for (let entry = queue.takeDue(Infinity); entry !== null; entry = queue.takeDue(Infinity)) {
    expect(expected.get(entry.id)).toBe(entry.dueTime)
    times.push(entry.dueTime)
  }
  expect(times).toEqual([...expected.values()].sort((a, b) => a - b))
})
