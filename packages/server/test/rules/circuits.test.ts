import type { Circuit } from '@aiflow/sdk/internal/api/workflows'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create({ guards: { conditionFailures: 3, circuitSeconds: 60, loopFirings: 5 } })
})

afterEach(async () => {
  await harness.dispose()
})

const CODE = { type: 'code', expectEventKeys: ['k'], className: 'C' } as const
const FAILED = { type: 'error', cause: 'condition', message: 'it threw' } as const
const MET = { type: 'ok', met: true, states: {} } as const

async function circuit(task: string, rule: string, lane = 'execution:1'): Promise<Circuit | null> {
  const rows = await harness.reads.lanes.circuits([lane as `execution:${number}`])
  const found = rows.find(({ name }) => name === `circuit:${task}/${rule}`)
  return (found?.value ?? null) as unknown as Circuit | null
}

async function verdictCount(count: number, lane = 'execution:1'): Promise<string[]> {
  const read = async () =>
    (await harness.reads.verdicts.list({ lane: lane as `execution:${number}` }, { limit: 1000 })).items
  await expect.poll(async () => (await read()).length).toBe(count)
  return (await read()).toReversed().map(({ verdict, reason }) => [verdict, reason].filter(Boolean).join(': '))
}

async function sendEach(count: number, key = 'k'): Promise<void> {
  for (let sent = 0; sent < count; sent += 1) await harness.send(key)
}

function rule(type: 'closeRule' | 'disableRule' | 'enableRule', task: string, name: string) {
  return harness.control({ type, workflowExecutionId: 1, task, rule: name })
}

async function startWithCondition(): Promise<void> {
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [bash('a', { rules: [{ name: 'code', action: 'START', condition: CODE }] })],
  })
  await harness.start()
}

test('a condition that fails again and again opens the circuit of its rule, durably; its execution lives on', async () => {
  await startWithCondition()
  harness.worker.evaluation = async () => FAILED
  await sendEach(3)
  await verdictCount(3)
  expect(await circuit('a', 'code')).toMatchObject({ status: 'open', cause: 'failures', failures: 3 })
  const asked = harness.worker.asked.length
  await sendEach(2)
  const refused = 'ignored: circuit open: the condition failed 3 times in a row: it threw'
  expect(await verdictCount(5)).toEqual([...Array(3).fill('failed: it threw'), refused, refused])
  expect(harness.worker.asked.length).toBe(asked)
  expect(await harness.executionStatus(1)).toBe('RUNNING')
  await harness.reopen()
  await harness.send('k')
  expect((await verdictCount(6)).at(-1)).toBe(refused)
  expect(harness.worker.asked).toEqual([])
})

test('after some time, one event tests whether the condition works again', async () => {
  await startWithCondition()
  harness.worker.evaluation = async () => FAILED
  await sendEach(3)
  await verdictCount(3)
  harness.now += 60_000
  await sendEach(2)
  expect((await verdictCount(5)).slice(3)).toEqual([
    'failed: it threw',
    'ignored: circuit open: the condition failed 4 times in a row: it threw',
  ])
  harness.now += 60_000
  harness.worker.evaluation = async () => MET
  await sendEach(2)
  expect((await verdictCount(7)).slice(5)).toEqual(
    ['fired', 'ignored: alive'].map((text) => expect.stringMatching(text)),
  )
  expect(await circuit('a', 'code')).toBeNull()
})

test('only consecutive failures count', async () => {
  await startWithCondition()
  const answers = [FAILED, FAILED, MET, FAILED, FAILED]
  let asked = 0
  // Each failure is asked about twice.
  harness.worker.evaluation = async ({ event }) => answers[event.value === null ? asked : Number(event.value)] ?? MET
  for (asked = 0; asked < answers.length; asked += 1) await harness.send('k', String(asked))
  await verdictCount(5)
  expect(await circuit('a', 'code')).toMatchObject({ status: 'closed', failures: 2 })
})

test('a circuit closes by hand', async () => {
  await startWithCondition()
  harness.worker.evaluation = async () => FAILED
  await sendEach(3)
  await verdictCount(3)
  harness.worker.evaluation = async () => MET
  expect(await rule('closeRule', 'a', 'code')).toMatchObject({ ok: true, value: { circuit: null } })
  await harness.send('k')
  expect((await verdictCount(4)).at(-1)).toBe('fired')
})

test('a rule that is disabled is not judged until it is enabled; closing does not enable it', async () => {
  await harness.upload({ lifetime: 'untilStopped', tasks: [bash('a', { rules: [onEvent('START', 'k')] })] })
  await harness.start()
  const name = 'start-on-k'
  expect(await rule('disableRule', 'a', name)).toMatchObject({ ok: true, value: { circuit: { status: 'disabled' } } })
  await harness.send('k')
  await rule('closeRule', 'a', name)
  await harness.reopen()
  await harness.send('k')
  expect(await verdictCount(2)).toEqual(Array(2).fill('ignored: the rule is disabled'))
  await rule('enableRule', 'a', name)
  await harness.send('k')
  expect(harness.startedTasks()).toEqual(['a'])
  expect(await rule('disableRule', 'a', 'other')).toMatchObject({ ok: false, error: { code: 'RULE_NOT_FOUND' } })
})

test('a task that sends the event that starts it is stopped, and the loop is named', async () => {
  await harness.upload({ lifetime: 'untilStopped', tasks: [bash('a', { rules: [onEvent('START', 'k')] })] })
  await harness.start()
  await harness.send('k')
  for (let round = 0; round < 10; round += 1) {
    await harness.send('k', null, { sentBy: { workflowExecutionId: 1, taskName: 'a' } })
    await harness.succeed('a').catch(() => undefined)
    await harness.send('k', null, { sentBy: { workflowExecutionId: 1, taskName: 'a' } })
  }
  const open = await circuit('a', 'start-on-k')
  expect(open).toMatchObject({ status: 'open', cause: 'storm' })
  expect(open?.cycle).toEqual(['1/a "start-on-k"', '"k"', '1/a "start-on-k"'])
  expect(harness.startedTasks().length).toBeLessThan(10)
  expect(await harness.executionStatus(1)).toBe('RUNNING')
})

test('a slow loop is legal, and so are many events from outside', async () => {
  await harness.upload({ lifetime: 'untilStopped', tasks: [bash('a', { rules: [onEvent('START', 'k')] })] })
  await harness.start()
  await harness.send('k')
  for (let round = 0; round < 20; round += 1) {
    harness.now += 6000
    await harness.succeed('a')
    await harness.send('k', null, { sentBy: { workflowExecutionId: 1, taskName: 'a' } })
  }
  for (let round = 0; round < 20; round += 1) {
    await harness.succeed('a')
    await harness.send('k')
  }
  expect(await circuit('a', 'start-on-k')).toBeNull()
  expect(harness.startedTasks().length).toBe(41)
})

test('starts that waited in a queue do not count as a loop', async () => {
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [
      bash('a', { rules: [{ ...onEvent('START', 'k'), whenAlive: 'queue', queueLimit: 100 }] }),
      bash('b', {
        rules: [{ name: 'after', action: 'START', condition: { type: 'taskStatus', task: 'a', status: 'SUCCESS' } }],
      }),
    ],
  })
  await harness.start()
  await Promise.all(Array.from({ length: 20 }, () => harness.send('k')))
  for (let round = 0; round < 20; round += 1) {
    await harness.succeed('a')
    await harness.succeed('b')
  }
  expect(await circuit('b', 'after')).toBeNull()
})

test('rules that chase each other within one step end in an open circuit, not in a dead letter', async () => {
  const onStatus = (action: string, status: string) => ({
    name: `on-${status}`,
    action,
    condition: { type: 'taskStatus', task: 'a', status },
  })
  // Without a slot it stays INIT, and is stopped at once.
  await harness.dispose()
  harness = await SchedulerHarness.create({ slots: 0 })
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [bash('a', { rules: [onStatus('STOP', 'INIT'), onStatus('START', 'STOPPED'), onEvent('START', 'k')] })],
  })
  await harness.start()
  await harness.send('k')
  expect((await harness.reads.deadLetters.list({ limit: 10 })).items).toEqual([])
  const open = (await circuit('a', 'on-INIT')) ?? (await circuit('a', 'on-STOPPED'))
  expect(open).toMatchObject({ status: 'open', cause: 'storm' })
  expect(open?.cycle.join(' ')).toMatch(/on-INIT.*aiflow\/task-status\/w\/a.*on-STOPPED/)
})

test('a workflow that starts itself again and again is stopped by the circuit of its trigger, until it is resumed', async () => {
  await harness.upload({
    tasks: [bash('a')],
    triggers: [{ name: 'again', condition: { type: 'event', event: { key: 'aiflow/workflow-status/w' } } }],
  })
  await harness.start()
  expect((await harness.reads.deadLetters.list({ limit: 10 })).items).toEqual([])
  expect(await circuit('', 'again', 'workflow:1')).toMatchObject({
    status: 'open',
    cause: 'storm',
    cycle: ['trigger "again" of "w"', '"aiflow/workflow-status/w"', 'trigger "again" of "w"'],
  })
  await harness.control({ type: 'setTriggerPaused', namespace: 'default', workflow: 'w', name: 'again', paused: false })
  expect(await circuit('', 'again', 'workflow:1')).toBeNull()
})
