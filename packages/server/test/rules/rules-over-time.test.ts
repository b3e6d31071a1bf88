import { afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { addQuietCondition, QUIET, withQuiet } from '../../src/testing/quiet-condition.ts'
import { bash, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

const OF = { namespace: 'default', workflow: 'w' } as const
const RULE = { name: 'when-quiet', action: 'START', condition: QUIET }

let harness: SchedulerHarness

beforeAll(addQuietCondition)

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

function upload(definition: Record<string, unknown>, seconds = 5) {
  return harness.upload(definition, (parsed) => withQuiet(parsed, { type: 'quiet', key: 'k', seconds }))
}

/** When the rules are due, in seconds from the beginning. */
function dueTimes(): Record<string, number> {
  return Object.fromEntries(harness.scheduler.readTimers().map(({ id, dueTime }) => [id, (dueTime ?? 0) / 1000 - 1000]))
}

function eventsOf(task: string): (string | null)[] {
  return harness.worker.attemptOf(task).trigger.events.map(({ kind, value }) => (kind === 'timer' ? kind : value))
}

async function executions(): Promise<number> {
  return (await harness.reads.executions.list({ workflow: 'w' }, { limit: 1000 })).items.length
}

async function triggerVerdicts(): Promise<string[]> {
  const { items } = await harness.reads.verdicts.list({ lane: 'workflow:1' }, { limit: 1000 })
  return items.map(({ verdict, reason }) => [verdict, reason].filter(Boolean).join(' '))
}

describe('a rule of a task', () => {
  async function start(more: Record<string, unknown> = {}): Promise<number> {
    await upload({ lifetime: 'untilStopped', tasks: [bash('a', { rules: [RULE] })], ...more })
    return harness.start()
  }

  test('is judged when its time comes, without an event', async () => {
    const id = await start()
    await harness.send('k', '1')
    expect(dueTimes()).toEqual({ 'rule:execution:1/a/when-quiet': 5 })
    expect(await harness.pass(4)).toBe(0)
    expect(await harness.pass(1)).toBe(1)
    expect(eventsOf('a')).toEqual(['1', 'timer'])
    expect(await harness.verdicts(id)).toEqual(['a START fired'])
    expect(dueTimes()).toEqual({})
  })

  test('is judged later if an event moves its time, and not at all if an event deletes it', async () => {
    await start()
    await harness.send('k', '1')
    await harness.pass(3)
    await harness.send('k', '2')
    expect(dueTimes()).toEqual({ 'rule:execution:1/a/when-quiet': 8 })
    await harness.scheduler.fireTimer('rule:execution:1/a/when-quiet', 1_005_000)
    expect(await harness.pass(4)).toBe(0)
    await harness.send('k', 'cancel')
    expect(dueTimes()).toEqual({})
    await harness.pass(100)
    expect(harness.startedTasks()).toEqual([])
  })

  test('keeps its time over a crash, and fires once', async () => {
    await start()
    await harness.send('k', '1')
    await harness.pass(3)
    await harness.reopen()
    expect(dueTimes()).toEqual({ 'rule:execution:1/a/when-quiet': 5 })
    await harness.pass(60)
    expect(eventsOf('a')).toEqual(['1', 'timer'])
    await harness.reopen()
    expect(await harness.pass(60)).toBe(0)
    expect(await harness.statuses(1)).toEqual({ a: 'QUEUED 1' })
  })

  test('is judged as soon as its paused execution is resumed, also after a crash', async () => {
    await start()
    await harness.send('k', '1')
    await harness.control({ type: 'setExecutionPaused', workflowExecutionId: 1, paused: true })
    await harness.pass(10)
    await harness.reopen()
    await harness.pass(10)
    expect(harness.startedTasks()).toEqual([])
    await harness.control({ type: 'setExecutionPaused', workflowExecutionId: 1, paused: false })
    await harness.settle()
    expect(harness.startedTasks()).toEqual(['a'])
    expect(dueTimes()).toEqual({})
  })

  test('loses its time when its execution is stopped', async () => {
    await start()
    await harness.send('k', '1')
    await harness.control({ type: 'stopExecution', workflowExecutionId: 1 })
    expect(dueTimes()).toEqual({})
    await harness.reopen()
    expect(await harness.pass(60)).toBe(0)
    expect(await harness.executionStatus(1)).toBe('STOPPED')
  })

  test('keeps its execution alive until its time comes', async () => {
    const id = await start({
      lifetime: 'untilDone',
      tasks: [bash('first'), bash('a', { optional: true, rules: [RULE] })],
    })
    await harness.send('k', '1')
    await harness.succeed('first')
    expect(await harness.executionStatus(id)).toBe('RUNNING')
    await harness.reopen()
    await harness.pass(5)
    await harness.succeed('a')
    expect(await harness.executionStatus(id)).toBe('SUCCESS')
  })

  test('stays unchanged in living executions when another definition is uploaded', async () => {
    await start()
    await harness.send('k', '1')
    await upload({ tasks: [bash('b')] })
    await harness.pass(5)
    expect(harness.startedTasks()).toEqual(['a'])
  })

  test('waits behind the events of its execution that wait for code', async () => {
    const code = { type: 'code', expectEventKeys: ['ask'], className: 'C' }
    await start({ tasks: [bash('a', { rules: [RULE] }), bash('b', { rules: [{ ...RULE, condition: code }] })] })
    await harness.send('k', '1')
    harness.worker.evaluation = async () => ({ type: 'error', cause: 'worker', message: 'away' })
    await harness.send('ask')
    await harness.pass(5)
    expect(harness.startedTasks()).toEqual([])
    await harness.reopen()
    await expect.poll(() => harness.startedTasks()).toEqual(['b', 'a'])
  })

  test('that fails when its time comes becomes a dead letter, which can be retried', async () => {
    await start()
    await harness.send('k', 'break')
    await harness.pass(5)
    expect(await harness.verdicts(1)).toEqual(['a START failed the condition failed: Error: broken'])
    const letters = await harness.reads.deadLetters.list({ limit: 10 })
    expect(letters.items).toMatchObject([{ source: 'rule', task: 'a', rule: 'when-quiet' }])
    await harness.send('k', '2')
    const retry = harness.control({ type: 'retryDeadLetter', namespace: 'default', id: 1 })
    expect(await retry).toMatchObject({ ok: true, value: { outcome: 'fired' } })
    expect(eventsOf('a')).toEqual(['2', 'timer'])
  })
})

describe('a trigger of a workflow', () => {
  const TRIGGER = { name: 't', condition: QUIET }

  async function prepare(): Promise<void> {
    await upload({ tasks: [bash('a')], triggers: [TRIGGER] })
    await harness.send('k', '1')
    expect(dueTimes()).toEqual({ 'rule:workflow:1//t': 5 })
  }

  test('starts an execution when its time comes, also after a crash', async () => {
    await prepare()
    await harness.reopen()
    await harness.pass(5)
    expect(await executions()).toBe(1)
    expect(eventsOf('a')).toEqual(['1', 'timer'])
  })

  test('loses its time when it or its workflow is deleted', async () => {
    await prepare()
    await harness.control({ type: 'deleteTrigger', ...OF, name: 't' })
    expect(dueTimes()).toEqual({})
    await upload({ tasks: [bash('b')], triggers: [TRIGGER] })
    await harness.send('k', '2')
    await harness.control({ type: 'deleteWorkflow', ...OF })
    expect(dueTimes()).toEqual({})
    await harness.reopen()
    expect(await harness.pass(60)).toBe(0)
  })

  test('keeps its time over an upload, unless that changes its condition', async () => {
    await prepare()
    await upload({ tasks: [bash('b')], triggers: [TRIGGER] })
    expect(dueTimes()).toEqual({ 'rule:workflow:1//t': 5 })
    await upload({ tasks: [bash('b')], triggers: [TRIGGER] }, 6)
    expect(dueTimes()).toEqual({})
  })

  test('keeps its time while its row in the store cannot be read', async () => {
    await prepare()
    harness.sql("UPDATE triggers SET fan_in = 'x'")
    await harness.reopen()
    expect(await harness.pass(60)).toBe(0)
    harness.sql(`UPDATE triggers SET fan_in = '{"type":"each"}'`)
    await harness.reopen()
    expect(await harness.pass(0)).toBe(1)
    expect(await executions()).toBe(1)
  })

  test('ignores its time while it is paused, as it ignores events', async () => {
    await prepare()
    await harness.control({ type: 'setTriggerPaused', ...OF, name: 't', paused: true })
    await harness.pass(5)
    expect(await executions()).toBe(0)
    expect(await triggerVerdicts()).toEqual(['ignored the trigger is paused'])
    expect(dueTimes()).toEqual({})
  })
})
