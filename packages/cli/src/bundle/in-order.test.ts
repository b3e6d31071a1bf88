import { expect, it } from 'vitest'
import { inOrder } from './in-order.ts'

it('gives results in order, and begins no more than its limit', async () => {
  let active = 0
  let most = 0
  const ends = [3, 1, 2, 5, 4]
  const done: number[] = []
  const work = async (item: number) => {
    active += 1
    most = Math.max(most, active)
    for (let turn = 0; turn < item; turn += 1) await Promise.resolve()
    active -= 1
    if (item === 2) throw new Error('two')
    return item * 10
  }
  for await (const { item, result } of inOrder(ends, 2, work))
    done.push(result.status === 'fulfilled' ? result.value : -item)
  expect(done).toEqual([30, 10, -2, 50, 40])
  expect(most).toBe(2)
})

it('waits for what was begun when its reader stops', async () => {
  const begun: number[] = []
  const ended: number[] = []
  const work = async (item: number) => {
    begun.push(item)
    await Promise.resolve()
    ended.push(item)
  }
  for await (const { item } of inOrder([1, 2, 3, 4, 5, 6], 3, work)) if (item === 1) break
  expect(ended).toEqual(begun)
  expect(begun.length).toBeLessThan(6)
})
