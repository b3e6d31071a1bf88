import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

const PARAMETERS = {
  type: 'object',
  properties: { model: { type: 'string' }, epochs: { type: 'integer', default: 3 } },
  required: ['model'],
}
const ON_GO = [{ name: 't', condition: { type: 'event', event: { key: 'go' } } }]

function start(parameters?: Record<string, string | number>) {
  return harness.control({
    type: 'startExecution',
    namespace: 'default',
    workflow: 'w',
    ...(parameters && { parameters }),
  })
}

test('an execution keeps its parameters with the defaults, and each attempt gets them, also after a restart', async () => {
  await harness.upload({ parameters: PARAMETERS, tasks: [bash('a')] })
  expect(await start({ model: 'm' })).toMatchObject({ ok: true })
  expect(harness.worker.attemptOf('a').parameters).toEqual({ model: 'm', epochs: 3 })
  await harness.reopen()
  await harness.control({ type: 'taskAction', workflowExecutionId: 1, task: 'a', action: 'RESTART' })
  expect((await harness.reads.executions.find(1))?.parameters).toEqual({ model: 'm', epochs: 3 })
})

test.each([
  [undefined, '"model"'],
  [{ model: 7 }, '"model"'],
  [{ model: 'm', epoch: 1 }, 'did you mean "epochs"'],
])('parameters %j are refused, and nothing is started', async (parameters, message) => {
  await harness.upload({ parameters: PARAMETERS, tasks: [bash('a')] })
  expect(await start(parameters)).toMatchObject({
    ok: false,
    error: { code: 'INVALID_ARGUMENT', message: expect.stringContaining(message) },
  })
  expect((await harness.reads.executions.list({}, { limit: 1 })).items).toEqual([])
})

test('a workflow without parameters refuses any', async () => {
  await harness.upload({ tasks: [bash('a')] })
  expect(await start({ x: 1 })).toMatchObject({ ok: false, error: { code: 'INVALID_ARGUMENT' } })
  expect(await start({})).toMatchObject({ ok: true })
})

test('a schema that cannot be checked is refused at the upload', async () => {
  const parameters = { type: 'object', properties: { a: { type: 'wrong' } } }
  expect(await harness.upload({ parameters, tasks: [bash('a')] })).toMatchObject({
    ok: false,
    error: { code: 'INVALID_WORKFLOW' },
  })
})

test.each([
  ['trigger', { triggers: ON_GO }],
  ['schedule', { schedules: [{ name: 't', expression: 'cron@0 0 * * *' }] }],
])('a declared %s that lacks a parameter is refused at the upload, which names both', async (noun, declared) => {
  expect(await harness.upload({ parameters: PARAMETERS, tasks: [bash('a')], ...declared })).toMatchObject({
    ok: false,
    error: {
      code: 'INVALID_WORKFLOW',
      message: expect.stringMatching(
        new RegExp(`^The ${noun} "t" could never start the workflow "w".*"model": is missing`),
      ),
      details: { workflow: 'w', [noun]: 't' },
    },
  })
  expect((await harness.reads.workflows.list({}, { limit: 1 })).items).toEqual([])
})

test('a trigger made by hand starts with the defaults, and fails where a newer snapshot wants more', async () => {
  await harness.upload({ parameters: { ...PARAMETERS, required: [] }, tasks: [bash('a')] })
  const condition = { type: 'event', event: { key: 'go' } } as const
  await harness.control({ type: 'addTrigger', namespace: 'default', workflow: 'w', name: 't', condition })
  await harness.send('go')
  expect(harness.worker.attemptOf('a').parameters).toEqual({ epochs: 3 })
  await harness.upload({ parameters: PARAMETERS, tasks: [bash('a')] })
  await harness.send('go')
  const { items } = await harness.reads.verdicts.list({ lane: 'workflow:1' }, { limit: 1 })
  expect(items).toMatchObject([{ verdict: 'failed', reason: expect.stringContaining('"model"') }])
})

test('an upload that is too complex is refused before it is checked', async () => {
  const condition = (n: number) => ({
    type: 'event',
    event: { key: 'k', filter: { matches: `${n}${'a'.repeat(3000)}` } },
  })
  const rules = Array.from({ length: 100 }, (_, n) => ({ name: `r${n}`, action: 'START', condition: condition(n) }))
  expect(await harness.upload({ tasks: [bash('a', { rules })] })).toMatchObject({
    ok: false,
    error: { code: 'INVALID_WORKFLOW', message: expect.stringContaining('262144 are allowed') },
  })
})
