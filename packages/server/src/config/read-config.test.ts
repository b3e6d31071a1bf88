import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createTemporaryFolder } from '../testing/temporary-folder.ts'
import { defaultConfigFile } from './config-file.ts'
import { CONFIG_KEYS } from './config-schema.ts'
import { listConfig, readConfig } from './read-config.ts'

let home: { path: string; remove: () => Promise<void> }

beforeEach(async () => {
  home = await createTemporaryFolder()
})

afterEach(async () => {
  await home.remove()
})

function read(text: string | null, variables: Record<string, string> = {}) {
  if (text !== null) writeFileSync(join(home.path, 'aiflow.yaml'), text)
  return readConfig({ home: home.path, variables })
}

test('without a file everything is at its default', () => {
  expect(read(null)).toMatchObject({ server: { host: '127.0.0.1', port: 8000 }, history: { days: 30 } })
})

test('the environment wins over the file, which wins over the defaults', () => {
  const config = read('server:\n  port: 9000\nlog:\n  level: warn\n', {
    AIFLOW_SERVER_PORT: '9001',
    AIFLOW_HISTORY_DAYS: '7',
  })
  expect(config).toMatchObject({
    server: { host: '127.0.0.1', port: 9001 },
    log: { level: 'warn' },
    history: { days: 7 },
  })
  const sources = listConfig({ home: home.path, variables: { AIFLOW_SERVER_PORT: '9001' } })
  expect(sources.map(({ name, source }) => `${name}: ${source}`)).toEqual(
    expect.arrayContaining(['server.host: default', 'server.port: environment', 'log.level: file']),
  )
})

test('a setting that is commented out has no effect', () => {
  expect(read('server:\n#  port: 9000\n')).toEqual(read(''))
})

test.each([
  ['server:\n  prot: 9000\n', 'line 2: there is no setting "server.prot". Did you mean "server.port"?'],
  ['severs:\n  port: 1\n', 'Did you mean "server"?'],
  ['server:\n  xyzzy: 1\n', 'There are "server.host", "server.port", "server.names", "server.mcp".'],
  ['server:\n  host: a\n  port: "x"\n', 'line 3: "server.port" is not valid'],
  ['server:\n  port: 70000\n', '"server.port" is not valid'],
  ['log:\n  level: loud\n', '"log.level" is not valid'],
  ['server: 5\n', '"server" is not valid'],
  ['- a\n', 'the file is not valid'],
  ['server: [\n', 'is not valid YAML'],
  ['a: 1\n---\na: 2\n', 'is not valid YAML: it has more than one document, separated by "---".'],
  ['a: &a [x]\nb: *c\n', 'is not valid YAML: Unresolved alias'],
])('the file %j is refused and the place is named', (text, problem) => {
  expect(() => read(text)).toThrow(problem)
})

test.each([
  [{ AIFLOW_SERVER_PROT: '1' }, '"AIFLOW_SERVER_PROT" is not a setting. Did you mean "AIFLOW_SERVER_PORT"?'],
  [{ AIFLOW_SERVER_PORT: 'x' }, '"AIFLOW_SERVER_PORT" is "x". It must be a whole number.'],
  [{ AIFLOW_SERVER_PORT: '1.5' }, '"AIFLOW_SERVER_PORT" is "1.5". It must be a whole number.'],
  [{ AIFLOW_SERVER_PORT: '65536' }, '"AIFLOW_SERVER_PORT" is "65536". It must be at most 65535.'],
  [{ AIFLOW_LOG_LEVEL: 'loud' }, '"AIFLOW_LOG_LEVEL" is "loud"'],
  [{ AIFLOW_LIMITS_UPLOAD_BYTES: '-1' }, '"AIFLOW_LIMITS_UPLOAD_BYTES" is "-1"'],
])('the environment %j is refused', (variables, problem) => {
  expect(() => read(null, variables as unknown as Record<string, string>)).toThrow(problem)
})

test('variables that tell tasks where their server is are not settings', () => {
  const variables = { AIFLOW_SERVER_URL: 'http://x', AIFLOW_SERVER_FILE: '/x', AIFLOW_HOME: '/y', AIFLOW_WORKFLOW: 'w' }
  expect(read(null, variables)).toEqual(read(null))
})

test('the generated file names every setting, and has the same effect as none', () => {
  const text = defaultConfigFile()
  for (const { key, variable, description } of CONFIG_KEYS) {
    expect(text).toContain(`#  ${key}: `)
    expect(text).toContain(variable)
    expect(description).not.toBe('')
  }
  const uncommented = text.replace(/^# .*\n/gm, '').replace(/^#/gm, '')
  expect(read(uncommented)).toEqual(read(''))
  expect(Math.max(...text.split('\n').map((line) => line.length))).toBeLessThanOrEqual(120)
})

test('docs/reference/configuration.md documents each setting with its default and its variable, and nothing else', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../../docs/reference/configuration.md'), 'utf8')
  const rows = [...page.matchAll(/^\| `(\w+\.\w+)` \| `([^`]+)` \| `(\w+)` \| (.+) \|$/gm)].map((row) => row.slice(1))
  const settings = CONFIG_KEYS.map((one) => [
    one.name,
    one.byDefault === '' ? "''" : String(one.byDefault),
    one.variable,
    one.description,
  ])
  expect(rows).toEqual(settings)
})
