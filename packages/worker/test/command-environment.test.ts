import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bashSpec, event, SNAPSHOT } from './support/specs.ts'
import { Stage } from './support/stage.ts'

let stage: Stage

beforeEach(async () => {
  stage = await Stage.create()
  stage.far.files.set(SNAPSHOT, [{ path: 'data/hello.txt', contentBase64: Buffer.from('hello').toString('base64') }])
})

afterEach(() => stage.end())

async function logOf(spec: AttemptSpec): Promise<string> {
  stage.far.start1(spec)
  await stage.far.report(spec.attemptId, 'finished')
  return stage.far.log(spec.attemptId)
}

test('a command finds its identity, its trigger, its token and the extra files', async () => {
  await stage.worker()
  const spec = bashSpec(
    'echo "$AIFLOW_TASK_NAME $AIFLOW_WORKFLOW_EXECUTION_ID $AIFLOW_EVENT_KEY"; cat "$AIFLOW_TASK_TOKEN_FILE"; echo; cat "$AIFLOW_FILES/data/hello.txt"',
  )
  expect(await logOf(spec)).toBe(`task 7 key\n${spec.token}\nhello`)
})

test('a command finds the time that it was started for, in ISO 8601', async () => {
  await stage.worker()
  const variables = ['SCHEDULE', 'DUE_TIME', 'INTERVAL_START', 'INTERVAL_END'].map((name) => `[$AIFLOW_${name}]`)
  const echo = `echo "${variables.join('')}"`
  const day = 86_400_000
  const schedule = { name: 'daily', dueTime: 2 * day, intervalStart: day, intervalEnd: 2 * day }
  const times = '[1970-01-03T00:00:00.000Z][1970-01-02T00:00:00.000Z][1970-01-03T00:00:00.000Z]\n'
  expect(await logOf({ ...bashSpec(echo), schedule })).toBe(`[daily]${times}`)
  expect(await logOf({ ...bashSpec(echo), schedule: { ...schedule, name: null } })).toBe(`[]${times}`)
  expect(await logOf({ ...bashSpec(echo), schedule: null })).toBe('[][][][]\n')
})

test('the trigger file has what the environment is too small or too clean for', async () => {
  await stage.worker()
  const spec = bashSpec('echo "[$AIFLOW_EVENT_VALUE]"; cat "$AIFLOW_TRIGGER_FILE"')
  const log = await logOf({ ...spec, trigger: { ...spec.trigger, events: [event('key', 'two\nlines')] } })
  expect(log).toMatch(/^\[\]\n/)
  expect(JSON.parse(log.slice(3)).events[0].value).toBe('two\nlines')
})

test('a command gets what its operator sets and nothing of the environment of the worker', async () => {
  await stage.worker({ environment: { ...process.env, SECRET: 'x' } })
  const spec = bashSpec('echo "$MINE $SECRET."')
  expect(
    await logOf({ ...spec, operator: { type: 'bash', command: 'echo "$MINE $SECRET."', env: { MINE: 'm' } } }),
  ).toBe('m .\n')
})

test('a command runs in the folder that its operator names', async () => {
  await stage.worker()
  const cwd = join(stage.home, 'here')
  mkdirSync(cwd)
  expect(await logOf({ ...bashSpec(':'), operator: { type: 'bash', command: 'pwd', env: {}, cwd } })).toBe(`${cwd}\n`)
})

test('a relative folder of an operator is below the extra files', async () => {
  await stage.worker()
  const operator = {
    type: 'bash',
    command: 'cat hello.txt; echo x >"$AIFLOW_FOLDER/mine"',
    env: {},
    cwd: 'data',
  } as const
  expect(await logOf({ ...bashSpec(':'), operator })).toBe('hello')
})

test('a working folder that is missing fails the attempt with its name', async () => {
  await stage.worker()
  const spec = { ...bashSpec(':'), operator: { type: 'bash', command: ':', env: {}, cwd: '/nowhere' } as const }
  stage.far.start1(spec)
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  expect(outcome).toMatchObject({ type: 'failed', reason: 'start', message: expect.stringContaining('"/nowhere"') })
})

test('a command that exceeds the length of one argument still runs', async () => {
  await stage.worker()
  expect(await logOf(bashSpec(`: ${'x'.repeat(200_000)}\necho done`))).toBe('done\n')
})

test('a snapshot that the server does not have fails the attempt for good', async () => {
  await stage.worker()
  const spec = bashSpec(':', { snapshotHash: 'unknown-snapshot' })
  stage.far.start1(spec)
  const { outcome } = await stage.far.report(spec.attemptId, 'finished')
  expect(outcome).toMatchObject({ type: 'failed', reason: 'start', retryable: false })
})

test('a command knows the request that led to it, if there was one', async () => {
  await stage.worker()
  expect(await logOf(bashSpec('echo "<$AIFLOW_REQUEST_ID>"', { requestId: 'request-1' }))).toBe('<request-1>\n')
  expect(await logOf(bashSpec('echo "<$AIFLOW_REQUEST_ID>"'))).toBe('<>\n')
})

test('a command finds the aiflow program in its PATH', async () => {
  await stage.worker({ cliCommand: ['/bin/echo', "it's", 'aiflow'] })
  expect(await logOf(bashSpec('aiflow event send KEY'))).toBe("it's aiflow event send KEY\n")
})
