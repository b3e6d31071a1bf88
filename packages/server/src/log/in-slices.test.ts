import { expect, test } from 'vitest'
import { inSlices } from './in-slices.ts'

test('items are converted in order, with other work in between', async () => {
  const items = Array.from({ length: 1000 }, (_, index) => index)
  let isDone = false
  const converted = inSlices(items, (item) => item * 2).finally(() => {
    isDone = true
  })
  let turns = 0
  while (!isDone) {
    await new Promise((resolve) => setImmediate(resolve))
    turns += 1
  }
  expect(turns).toBeGreaterThan(10)
  expect(await converted).toEqual(items.map((item) => item * 2))
})
