import type { NewTrigger } from '@aiflow/sdk/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { HttpHarness, uploadOf } from './http-harness.ts'

let harness: HttpHarness

beforeAll(async () => {
  harness = await HttpHarness.create()
  await harness.client.workflows.upload(uploadOf())
})

afterAll(async () => {
  await harness.dispose()
})

const OF = ['default', 'w'] as const

function inHeaders(body?: object) {
  return {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${harness.token}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  }
}

test('a trigger is added with all its options, shown, and paused only at the version that was read', async () => {
  const { triggers } = harness.client
  const trigger: NewTrigger = {
    name: 'big',
    condition: { type: 'cel', expression: 'event.json.total > 100', keys: ['order'] },
    overlap: 'queue',
    fanIn: { type: 'batch', size: 5, seconds: 1.5 },
  }
  expect(await triggers.add(...OF, trigger)).toMatchObject({ ...trigger, parameters: {} })
  const shown = await triggers.get(...OF, 'big')
  expect(shown).toMatchObject({ ...trigger, declared: false, paused: false })
  const { headers } = await harness.call('/api/v1/workflows/default/w/triggers/big', inHeaders())
  expect(headers.get('etag')).toBe(`"${shown.version}"`)
  const { version } = await triggers.pause(...OF, 'big', { ifVersion: shown.version })
  const error = { code: 'VERSION_MISMATCH', details: { version, expected: shown.version } }
  await expect(triggers.resume(...OF, 'big', { ifVersion: shown.version })).rejects.toMatchObject(error)
  await expect(triggers.get(...OF, 'none')).rejects.toMatchObject({ code: 'TRIGGER_NOT_FOUND' })
})

test('all triggers or schedules of a workflow are deleted at once', async () => {
  const { triggers, schedules } = harness.client
  const condition = { type: 'event', event: { key: 'k' } } as const
  for (const name of ['a', 'b']) await triggers.add(...OF, { name, condition })
  for (const name of ['x', 'y']) await schedules.add(...OF, { name, expression: 'cron@0 3 * * *' })
  expect(await triggers.deleteAll(...OF)).toEqual(expect.arrayContaining(['a', 'b']))
  expect(await schedules.deleteAll(...OF)).toEqual(['x', 'y'])
  expect([(await triggers.list()).items, (await schedules.list()).items]).toEqual([[], []])
  expect(await triggers.deleteAll(...OF)).toEqual([])
  await expect(triggers.deleteAll('default', 'none')).rejects.toMatchObject({ code: 'WORKFLOW_NOT_FOUND' })
})

test('a schedule says when it fires next, also while it is paused', async () => {
  const { schedules } = harness.client
  const options = { timezone: 'Europe/Berlin', overlap: 'skip', catchUp: 'all' } as const
  const added = await schedules.add(...OF, { name: 'nightly', expression: 'cron@0 3 * * *', ...options })
  expect(await schedules.get(...OF, 'nightly')).toEqual(added)
  const times = await schedules.nextTimes(...OF, 'nightly', { count: 3 })
  expect(times).toEqual([...times].sort((a, b) => a - b))
  expect([times[0], times.length]).toEqual([added.nextTime, 3])
  await schedules.pause(...OF, 'nightly')
  expect(await schedules.nextTimes(...OF, 'nightly')).toEqual([added.nextTime])
  await expect(schedules.nextTimes(...OF, 'nightly', { count: 101 })).rejects.toMatchObject({
    code: 'INVALID_ARGUMENT',
  })
  await expect(schedules.nextTimes(...OF, 'none')).rejects.toMatchObject({ code: 'SCHEDULE_NOT_FOUND' })
})

test.each([
  ['an unknown overlap', { overlap: 'wait' }, 'INVALID_ARGUMENT', 'overlap'],
  ['a batch without an end', { fanIn: { type: 'batch' } }, 'INVALID_ARGUMENT', 'batch'],
  ['a batch of too many', { fanIn: { type: 'batch', size: 1001 } }, 'INVALID_ARGUMENT', 'fanIn'],
  ['parameters that the workflow does not take', { parameters: { a: 1 } }, 'INVALID_ARGUMENT', 'takes no parameters'],
  [
    'an expression that is none',
    { condition: { type: 'cel', expression: 'event.key ==' } },
    'INVALID_CONDITION',
    'character 11',
  ],
  [
    'an expression that is too long',
    { condition: { type: 'cel', expression: ' '.repeat(4097) } },
    'INVALID_ARGUMENT',
    '4096',
  ],
])('a trigger with %s is refused', async (_, more, code, message) => {
  const trigger = { name: 'bad', condition: { type: 'event', event: { key: 'k' } }, ...more }
  const { body, status } = await harness.call('/api/v1/workflows/default/w/triggers', inHeaders(trigger))
  expect(body).toMatchObject({ code })
  expect(JSON.stringify(body)).toContain(message)
  expect(status).toBeGreaterThanOrEqual(400)
  expect(status).toBeLessThan(500)
  await expect(harness.client.triggers.get(...OF, 'bad')).rejects.toMatchObject({ code: 'TRIGGER_NOT_FOUND' })
})
