import { workflowDefinitionSchema } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { bash } from '../../testing/scheduler-harness.ts'
import { likelySecrets } from './likely-secrets.ts'

function found(operator: Record<string, unknown>): string[] {
  const definition = { formatVersion: 1, sdkVersion: '0', namespace: 'n', name: 'w', tasks: [bash('a', { operator })] }
  return likelySecrets(workflowDefinitionSchema.parse(definition))
}

const withEnv = (env: Record<string, string>) => found({ type: 'bash', command: 'true', env })

test.each([
  ['DB_PASSWORD', 'hunter22'],
  ['apiKey', 'abcdef'],
  ['SLACK-TOKEN', 'abcdef'],
  ['X', 'AKIAIOSFODNN7EXAMPLE'],
  ['DSN', 'postgres://user:hunter22@db/x'],
  ['KEY', '-----BEGIN RSA PRIVATE KEY-----\nMII'],
  ['X', `ghp_${'a1'.repeat(18)}`],
])('%s=%s looks like a secret', (name, value) => {
  expect(withEnv({ [name]: value })).toEqual([`"env.${name}" of the task "a"`])
})

test.each([
  ['DB_PASSWORD', '$OTHER'],
  ['DB_PASSWORD_FILE', '/run/secrets/db'],
  ['TOKEN', '/run/secrets/token'],
  ['TOKEN_URL', 'https://example.org/token'],
  ['TOKENIZER', 'bert-base'],
  ['SECRET', 'short'],
  ['DSN', 'postgres://user@db/x'],
  ['DSN', 'postgres://user:$PASSWORD@db/x'],
  ['MODE', 'password'],
])('%s=%s does not', (name, value) => {
  expect(withEnv({ [name]: value })).toEqual([])
})

test('commands and arguments are looked at, too', () => {
  expect(found({ type: 'bash', command: 'psql postgres://u:hunter22@db', env: {} })).toEqual([
    '"command" of the task "a"',
  ])
  const run = { type: 'callable', name: 'm:f', args: [], kwargs: { db: { password: 'hunter22' } } }
  expect(found({ type: 'python', run, env: {} })).toEqual(['"kwargs.db.password" of the task "a"'])
})

test('very long texts take no time', () => {
  expect(found({ type: 'bash', command: 'a'.repeat(1_000_000), env: {} })).toEqual([])
  expect(found({ type: 'bash', command: 'eyJ-'.repeat(250_000), env: {} })).toEqual([])
})

test('what is no text, and code, hold none; parameters of triggers and schedules may', () => {
  const run = { type: 'callable', name: 'm:f', args: [1, null], kwargs: { password: 123_456 } }
  expect(found({ type: 'python', run, env: {} })).toEqual([])
  expect(found({ type: 'code', className: 'C' })).toEqual([])
  const parameters = { token: 'abcdef' }
  const condition = { type: 'event', event: { key: 'k' } }
  const definition = workflowDefinitionSchema.parse({
    formatVersion: 1,
    sdkVersion: '0',
    namespace: 'n',
    name: 'w',
    tasks: [],
    triggers: [{ name: 't', condition, parameters }],
    schedules: [{ name: 's', expression: 'cron@@daily', parameters }],
  })
  expect(likelySecrets(definition)).toEqual([
    '"parameters.token" of the trigger "t"',
    '"parameters.token" of the schedule "s"',
  ])
})
