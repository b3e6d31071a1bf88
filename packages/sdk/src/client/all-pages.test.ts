import { expect, test } from 'vitest'
import { allPages } from './all-pages.ts'

test('the items of all pages come in order, and a page is read only when it is needed', async () => {
  const asked: (string | undefined)[] = []
  const list = async ({ cursor }: { cursor?: string | undefined }) => {
    asked.push(cursor)
    const page = Number(cursor ?? 0)
    return { items: [page * 2, page * 2 + 1], next: page < 2 ? String(page + 1) : null }
  }
  const items = allPages(list)
  expect([(await items.next()).value, (await items.next()).value]).toEqual([0, 1])
  expect(asked).toEqual([undefined])
  const rest: number[] = []
  for await (const item of items) rest.push(item)
  expect(rest).toEqual([2, 3, 4, 5])
  expect(asked).toEqual([undefined, '1', '2'])
})

test('a list that is empty gives nothing', async () => {
  const items: number[] = []
  for await (const item of allPages<number>(async () => ({ items: [], next: null }))) items.push(item)
  expect(items).toEqual([])
})
