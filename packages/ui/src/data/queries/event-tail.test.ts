import type { Event } from '@aiflow/sdk'
import type { AIFlowClient, EventQuery } from '@aiflow/sdk/client'
import { expect, test } from 'vitest'
import { type EventTail, readTail } from './event-tail.ts'

const { signal } = new AbortController()
const FILTER = { workflowExecutionId: 3, kind: 'user' } as const

/** A log with a number of events that answers like the server. */
class FakeLog {
  readonly asked: EventQuery[] = []
  count: number

  constructor(count: number) {
    this.count = count
  }

  read(most: number, known?: EventTail): Promise<EventTail> {
    const events = { list: async (query: EventQuery) => this.#answer(query) } as unknown as AIFlowClient['events']
    return readTail({ events }, { filter: FILTER, most, known, signal })
  }

  #answer(query: EventQuery) {
    this.asked.push(query)
    const { beginOffset = 0, endOffset = this.count, limit = 100, newestFirst = false } = query
    const length = Math.max(0, Math.min(limit, endOffset - beginOffset))
    const offsets = Array.from({ length }, (_, index) => (newestFirst ? endOffset - index : beginOffset + 1 + index))
    const last = offsets.at(-1) ?? 0
    const isLast = newestFirst ? last <= 1 : last >= this.count || length === 0
    return {
      items: offsets.map((offset) => ({ offset }) as Event),
      next: isLast ? null : newestFirst ? last - 1 : last,
    }
  }
}

function offsetsOf({ events }: EventTail) {
  return [events.length, events[0]?.offset, events.at(-1)?.offset]
}

test('a short log is read whole, oldest first', async () => {
  const tail = await new FakeLog(5).read(100)
  expect(tail.events.map(({ offset }) => offset)).toEqual([1, 2, 3, 4, 5])
  expect(tail.isCut).toBe(false)
})

test('the newest events of a long log are read page by page, and it is known that there are older ones', async () => {
  const log = new FakeLog(40_000)
  const tail = await log.read(25_000)
  expect(offsetsOf(tail)).toEqual([25_000, 15_001, 40_000])
  expect(tail.isCut).toBe(true)
  expect(log.asked.map(({ limit, endOffset }) => [limit, endOffset])).toEqual([
    [10_000, undefined],
    [10_000, 30_000],
    [5_000, 20_000],
  ])
})

test('later reads fetch only new events', async () => {
  const log = new FakeLog(40_000)
  const before = await log.read(1000)
  log.asked.length = 0
  log.count = 55_000
  const tail = await log.read(1000, before)
  expect(offsetsOf(tail)).toEqual([16_000, 39_001, 55_000])
  expect(tail.isCut).toBe(true)
  expect(log.asked.map(({ beginOffset }) => beginOffset)).toEqual([40_000, 50_000])
  expect(before.events).toHaveLength(1000)
})

test('each request filters by the execution and the kind', async () => {
  const log = new FakeLog(3)
  await log.read(100, await log.read(100))
  expect(log.asked).toHaveLength(2)
  for (const query of log.asked) expect(query).toMatchObject(FILTER)
})
