import type { WorkerMessage } from '@aiflow/sdk/internal/worker-protocol'
import { expect, test } from 'vitest'
import { GatheredHello } from './gathered-hello.ts'

const SELF = { workerId: 'w', storeId: null, hostname: 'h', pid: 1, bootId: 'b', version: '1', slots: 1 }

const names = (from: number, count: number) => Array.from({ length: count }, (_, n) => `a-${from + n}`)
const held = (from: number, count: number) => names(from, count).map((attemptId) => ({ attemptId, finished: true }))

function gather(messages: readonly WorkerMessage[]): GatheredHello {
  const hello = new GatheredHello()
  for (const message of messages) expect(hello.add(message)).toBe(true)
  return hello
}

test('of more attempts than any worker has, the first are taken, and what was left out is counted', () => {
  const parts = Array.from({ length: 41 }, (_, n) => n * 10_000).map((from) => {
    return {
      type: 'held' as const,
      held: held(from, 10_000),
      found: names(from, 10_000),
      more: true,
    } satisfies WorkerMessage
  })
  const { whole, leftOut } = gather([{ type: 'hello', protocol: 3, ...SELF, held: [], more: true }, ...parts])
  expect(whole?.held).toEqual(held(0, 400_000))
  expect(whole?.found).toEqual(names(0, 400_000))
  expect(leftOut).toBe(20_000)
})

test('what is said twice counts once', () => {
  const again: WorkerMessage = { type: 'held', held: held(0, 5), found: ['f', 'f'], more: true }
  const hello = gather([{ type: 'hello', protocol: 3, ...SELF, held: held(0, 5), found: ['f'], more: true }, again])
  expect([hello.whole?.held, hello.whole?.found, hello.leftOut]).toEqual([held(0, 5), ['f'], 0])
})

test('a hello comes first, and once', () => {
  const hello: WorkerMessage = { type: 'hello', protocol: 3, ...SELF, held: [] }
  const gathered = new GatheredHello()
  expect(gathered.add({ type: 'held', held: [], more: false })).toBe(false)
  expect(gathered.add(hello)).toBe(true)
  expect(gathered.add(hello)).toBe(false)
})
