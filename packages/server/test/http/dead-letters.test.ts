import { afterEach, beforeEach, expect, test } from 'vitest'
import { addDeadLetter, HttpHarness } from './http-harness.ts'

let harness: HttpHarness

beforeEach(async () => {
  harness = await HttpHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

const LETTER = { id: 1, source: 'step', namespace: 'default', error: 'it was poison', tries: 1, retryOffset: null }

async function ids(): Promise<number[]> {
  return (await harness.client.deadLetters.list()).items.map(({ id }) => id)
}

test('a dead letter is shown with its event, and removed by a successful retry', async () => {
  const { deadLetters, events, server } = harness.client
  const { offset } = await events.send({ key: 'k', value: 'v' })
  addDeadLetter(harness.storePath, 1, offset)
  expect((await deadLetters.list()).items).toMatchObject([LETTER])
  expect(await deadLetters.get(1)).toMatchObject({ ...LETTER, event: { offset, key: 'k', value: 'v' }, context: null })
  expect(await server.info()).toMatchObject({ deadLetters: 1 })
  expect((await fetch(`${harness.server.url}/metrics`, authorized())).ok).toBe(true)
  expect(await (await fetch(`${harness.server.url}/metrics`, authorized())).text()).toContain('aiflow_dead_letters 1')
  expect(await deadLetters.retry(1)).toEqual({ id: 1, outcome: 'processed', reason: null })
  expect(await ids()).toEqual([])
  await expect(deadLetters.get(1)).rejects.toMatchObject({ code: 'DEAD_LETTER_NOT_FOUND' })
  await expect(deadLetters.drop(1)).rejects.toMatchObject({ code: 'DEAD_LETTER_NOT_FOUND' })
})

test('many are retried or dropped, slice by slice', async () => {
  const { deadLetters, events } = harness.client
  const { offset } = await events.send({ key: 'k' })
  const [{ offset: control } = { offset: 0 }] = (await harness.client.server.audit()).items
  for (let id = 1; id <= 600; id += 1) addDeadLetter(harness.storePath, id, id % 100 === 0 ? control : offset)
  expect(await deadLetters.retryAll({ namespace: 'default' })).toEqual({ retried: 594, refused: 6 })
  expect(await ids()).toEqual([600, 500, 400, 300, 200, 100])
  expect(await deadLetters.dropAll({ workflow: 'other' })).toBe(0)
  await deadLetters.drop(600)
  expect(await deadLetters.dropAll()).toBe(5)
  expect(await ids()).toEqual([])
})

function authorized(): RequestInit {
  return { headers: { authorization: `Bearer ${harness.token}` } }
}
