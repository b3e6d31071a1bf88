import type { LiveMessage } from '@aiflow/sdk/client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { HttpHarness, uploadOf } from '../http-harness.ts'

let harness: HttpHarness
let ending: AbortController

beforeEach(async () => {
  harness = await HttpHarness.create()
  ending = new AbortController()
})

afterEach(async () => {
  ending.abort()
  await harness.dispose()
})

/** Messages until one is wanted. */
async function listenUntil(
  isLast: (message: LiveMessage) => boolean,
  options: { from?: number; namespace?: string; onLost?: () => void; onFirst?: () => void } = {},
): Promise<LiveMessage[]> {
  const { onFirst, ...of } = options
  const messages: LiveMessage[] = []
  for await (const message of harness.client.live.listen({ ...of, signal: ending.signal })) {
    if (messages.push(message) === 1) onFirst?.()
    if (isLast(message)) break
  }
  return messages
}

test('a page gets the state of the server at once, and then what happens', async () => {
  await harness.client.workflows.upload(uploadOf())
  const start = () => void harness.client.workflows.startExecution('default', 'w')
  const messages = await listenUntil(({ changes }) => changes.length > 0, { onFirst: start })
  expect(messages[0]).toMatchObject({ changes: [], missed: false, server: { workers: [] } })
  expect(messages.at(-1)).toMatchObject({ controls: 1, missed: false })
  expect(messages.at(-1)?.changes[0]).toMatchObject({ type: 'workflowExecution', workflowName: 'w' })
})

test('a page that read something before it connected learns what happened since', async () => {
  const { lastOffset } = await harness.client.server.info()
  const [same] = await listenUntil(() => true, { from: lastOffset })
  expect(same?.missed).toBe(false)
  await harness.client.events.send({ key: 'k', value: '1' })
  const [behind] = await listenUntil(() => true, { from: lastOffset })
  expect(behind?.missed).toBe(true)
})

test('a page continues after the server was away', async () => {
  const lost: string[] = []
  const again = async () => {
    await harness.server.stop()
    await harness.start()
    await harness.client.events.send({ key: 'k', value: '1' })
  }
  const options = { onLost: () => lost.push('lost'), onFirst: () => void again() }
  const messages = await listenUntil(({ events, missed }) => events > 0 || missed, options)
  expect(lost).not.toEqual([])
  expect(messages.length).toBeGreaterThan(1)
})
