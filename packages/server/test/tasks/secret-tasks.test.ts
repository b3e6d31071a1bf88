import { afterEach, expect, test } from 'vitest'
import { bash, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

afterEach(() => harness.dispose())

const SECRETS = [{ variable: 'PASSWORD', secret: 'db', as: 'file' }]
const secret = (name: string, more: Record<string, unknown> = {}) => ({ ...bash(name), secrets: SECRETS, ...more })
const code = (name: string, more: Record<string, unknown> = {}) =>
  secret(name, { operator: { type: 'code', className: 'C' }, ...more })

const waitsFor = (taskName: string) => harness.scheduler.waitingReason({ workflowExecutionId: 1, taskName })

test('with older workers alone, a task with secrets waits, says why, and holds up nothing', async () => {
  harness = await SchedulerHarness.create({ slots: 5, operators: ['python'] })
  const python = secret('c', { operator: { type: 'python', run: { type: 'module', name: 'm' } } })
  await harness.upload({ tasks: [secret('a'), bash('b'), python] })
  await harness.start()
  expect(harness.startedTasks()).toEqual(['b'])
  const reason = 'no connected worker takes secrets and connections: each is of an older version'
  expect([waitsFor('a'), waitsFor('c')]).toEqual([reason, reason])
})

test('Python with secrets needs a worker that has both', async () => {
  harness = await SchedulerHarness.create({ slots: 5, features: ['secrets'] })
  const python = secret('a', { operator: { type: 'python', run: { type: 'module', name: 'm' } } })
  await harness.upload({ tasks: [python, secret('b')] })
  await harness.start()
  expect(harness.startedTasks()).toEqual(['b'])
  expect(waitsFor('a')).toMatch(/^no connected worker runs Python/)
})

test('a task with secrets takes a slot like others, and its spec has names only', async () => {
  harness = await SchedulerHarness.create({ slots: 1, features: ['secrets'] })
  await harness.upload({ tasks: [code('a'), secret('b')] })
  await harness.start()
  expect(harness.startedTasks()).toEqual(['a'])
  expect(waitsFor('b')).toBe('a task has the only slot of the workers that take secrets')
  const [spec] = harness.worker.started
  expect(spec).toMatchObject({ secrets: SECRETS, operator: { isolation: 'process' } })
  expect(harness.scheduler.secretsOf(spec?.attemptId ?? '')).toEqual({
    namespace: 'default',
    secrets: SECRETS,
    connections: [],
  })
  await harness.succeed('a')
  expect(harness.scheduler.secretsOf(spec?.attemptId ?? '')).toBeNull()
  expect(harness.startedTasks()).toEqual(['a', 'b'])
})

test.each([
  [
    'shares its process',
    code('a', { operator: { type: 'code', className: 'C', isolation: 'shared' } }),
    'cannot share',
  ],
  [
    'has the variable twice',
    secret('a', { operator: { type: 'bash', command: ':', env: { PASSWORD_FILE: 'x' } } }),
    '"PASSWORD_FILE"',
  ],
  [
    'waits for a person',
    secret('a', { operator: { type: 'approval', message: 'm', choices: [{ name: 'yes' }] } }),
    'runs nothing itself',
  ],
])('an upload of a task with secrets that %s is refused', async (_, task, message) => {
  harness = await SchedulerHarness.create()
  const error = { code: 'INVALID_WORKFLOW', message: expect.stringContaining(message) }
  expect(await harness.upload({ tasks: [task] })).toMatchObject({ ok: false, error })
})
