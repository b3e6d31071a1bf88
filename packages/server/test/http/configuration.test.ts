import { afterAll, beforeAll, expect, test } from 'vitest'
import { HttpHarness } from './http-harness.ts'

let harness: HttpHarness

beforeAll(async () => {
  harness = await HttpHarness.create({ history: { days: 7 } })
})

afterAll(() => harness.dispose())

test('an administrator sees the settings of the server, and where each comes from', async () => {
  const { home, schema, settings } = await harness.client.server.configuration()
  expect(harness.storePath.startsWith(home)).toBe(true)
  expect(schema).toBeGreaterThan(1)
  const named = new Map(settings.map((setting) => [setting.name, setting]))
  expect(named.get('history.days')).toMatchObject({ value: 7, byDefault: 30, source: 'option' })
  expect(named.get('server.port')).toMatchObject({ value: 0, source: 'option', variable: 'AIFLOW_SERVER_PORT' })
  expect(named.get('server.host')).toMatchObject({ value: '127.0.0.1', source: 'default' })
})

test('a token of one namespace does not see it', async () => {
  const { secret } = await harness.client.tokens.create({ name: 'one', role: 'admin', namespaces: ['default'] })
  await expect(harness.clientWith(secret).server.configuration()).rejects.toMatchObject({ code: 'FORBIDDEN' })
})
