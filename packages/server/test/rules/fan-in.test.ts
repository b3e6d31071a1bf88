import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bash, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

const OF = { namespace: 'default', workflow: 'w' } as const
const CONDITION = { type: 'event', event: { key: 'go' } }

function workflow(fanIn: object, more: Record<string, unknown> = {}) {
  return { tasks: [bash('a')], triggers: [{ name: 't', condition: CONDITION, fanIn, ...more }] }
}

/** The values of the events that started each execution. */
async function executions(): Promise<(string | null)[][]> {
  const { items } = await harness.reads.executions.list({ workflow: 'w' }, { limit: 1000 })
  return items.map(({ trigger }) => trigger.events.map(({ value }) => value)).toReversed()
}

async function send(...values: string[]): Promise<void> {
  for (const value of values) await harness.send('go', value)
}

async function whyNot(): Promise<string | undefined> {
  return (await harness.reads.verdicts.notMet({ lane: 'workflow:1' }))[0]?.reason
}

async function verdicts(): Promise<string[]> {
  const { items } = await harness.reads.verdicts.list({ lane: 'workflow:1' }, { limit: 1000 })
  return items.map((row) => [row.verdict, row.resultId, row.reason].filter((part) => part !== null).join(' '))
}

async function end(workflowExecutionId: number): Promise<void> {
  const [row] = (await harness.reads.tasks.list({ workflowExecutionId }, { limit: 1 })).items
  const outcome = { type: 'success', output: null } as const
  await harness.report({ type: 'finished', attemptId: row?.attemptId ?? '', outcome, startedAt: 1, endedAt: 2 })
}

function pause(paused: boolean) {
  return harness.control({ type: 'setTriggerPaused', ...OF, name: 't', paused })
}

test('each: every event starts an execution', async () => {
  await harness.upload(workflow({ type: 'each' }))
  await send('1', '2')
  expect(await executions()).toEqual([['1'], ['2']])
})

describe('latest', () => {
  test('while an execution is alive only the newest event is kept, and starts one afterwards', async () => {
    await harness.upload(workflow({ type: 'latest' }))
    await send('1', '2', '3')
    expect(await executions()).toEqual([['1']])
    expect(await whyNot()).toBe('the newest waits until the execution 1 has ended')
    await end(1)
    expect(await executions()).toEqual([['1'], ['3']])
    await end(2)
    await send('4')
    expect(await executions()).toEqual([['1'], ['3'], ['4']])
    expect(await verdicts()).toEqual(['fired 3', 'fired 2', 'fired 1'])
  })

  test('the kept event survives a restart, and starts one execution', async () => {
    await harness.upload(workflow({ type: 'latest' }))
    await send('1', '2')
    await harness.reopen()
    await send('3')
    await harness.reopen()
    await end(1)
    await harness.reopen()
    expect(await executions()).toEqual([['1'], ['3']])
    await end(2)
    expect(await executions()).toHaveLength(2)
  })

  test('the kept event waits while the trigger is paused or the workflow disabled', async () => {
    await harness.upload(workflow({ type: 'latest' }))
    await send('1', '2')
    await pause(true)
    await harness.control({ type: 'setWorkflowEnabled', ...OF, enabled: false })
    await end(1)
    expect(await executions()).toEqual([['1']])
    await pause(false)
    expect(await executions()).toEqual([['1']])
    await harness.reopen()
    await harness.control({ type: 'setWorkflowEnabled', ...OF, enabled: true })
    expect(await executions()).toEqual([['1'], ['2']])
  })

  test('a deleted trigger forgets its kept event', async () => {
    await harness.upload(workflow({ type: 'latest' }))
    await send('1', '2')
    await harness.control({ type: 'deleteTrigger', ...OF, name: 't' })
    await harness.reopen()
    await end(1)
    expect(await executions()).toEqual([['1']])
  })

  test('two triggers start one execution after the other', async () => {
    const other = { name: 'u', condition: { type: 'event', event: { key: 'other' } }, fanIn: { type: 'latest' } }
    const { tasks, triggers } = workflow({ type: 'latest' })
    await harness.upload({ tasks, triggers: [...triggers, other] })
    await send('1', '2')
    await harness.send('other', '3')
    await end(1)
    expect(await executions()).toEqual([['1'], ['2']])
    await end(2)
    expect(await executions()).toEqual([['1'], ['2'], ['3']])
  })
})

describe('batch', () => {
  test('one execution gets all events once there are enough', async () => {
    await harness.upload(workflow({ type: 'batch', size: 3 }))
    await send('1', '2')
    expect(await whyNot()).toBe('2 of 3 gathered')
    await send('3', '4')
    expect(await executions()).toEqual([['1', '2', '3']])
    await send('5', '6')
    expect(await executions()).toEqual([
      ['1', '2', '3'],
      ['4', '5', '6'],
    ])
    expect(await verdicts()).toEqual(['fired 2', 'fired 1'])
  })

  test('one execution gets all events once the time is up, counted from the first', async () => {
    await harness.upload(workflow({ type: 'batch', seconds: 10 }))
    await send('1')
    await harness.pass(6)
    await send('2')
    expect(await whyNot()).toBe('2 gathered so far')
    expect(await harness.pass(3)).toBe(0)
    expect(await harness.pass(1)).toBe(1)
    expect(await executions()).toEqual([['1', '2']])
    expect(await harness.pass(60)).toBe(0)
    await send('3')
    await harness.pass(10)
    expect(await executions()).toEqual([['1', '2'], ['3']])
  })

  test('a batch that is full before its time leaves no timer behind', async () => {
    await harness.upload(workflow({ type: 'batch', size: 2, seconds: 10 }))
    await send('1', '2')
    expect(harness.scheduler.readTimers()).toEqual([])
    await harness.pass(5)
    await send('3')
    expect(await harness.pass(5)).toBe(0)
    expect(await harness.pass(5)).toBe(1)
    expect(await executions()).toEqual([['1', '2'], ['3']])
  })

  test('what was gathered survives restarts at every point, each event once and in order', async () => {
    await harness.upload(workflow({ type: 'batch', size: 3, seconds: 10 }))
    for (const value of ['1', '2', '3', '4', '5']) {
      await send(value)
      await harness.reopen()
    }
    const [timer] = harness.scheduler.readTimers()
    await harness.close()
    harness.now += 60_000
    await harness.open()
    const tell = () => harness.scheduler.fireTimer(timer?.id ?? '', timer?.dueTime ?? 0)
    await Promise.all([tell(), tell()])
    await harness.reopen()
    await tell()
    expect(await executions()).toEqual([
      ['1', '2', '3'],
      ['4', '5'],
    ])
  })

  test('a crash between events of one commit neither loses nor doubles one', async () => {
    await harness.upload(workflow({ type: 'batch', size: 4 }))
    await Promise.all(['1', '2', '3', '4', '5', '6'].map((value) => send(value)))
    await harness.reopen()
    await send('7', '8')
    expect((await executions()).flat()).toEqual(['1', '2', '3', '4', '5', '6', '7', '8'])
  })

  test('an event that stands for several members is in the batch once', async () => {
    const condition = { type: 'allEvents', events: [{ key: 'go' }, { key: 'go', filter: { matches: '\\d' } }] }
    await harness.upload(workflow({ type: 'batch', size: 2 }, { condition }))
    await send('1', '2')
    expect(await executions()).toEqual([['1', '2']])
  })

  test('a time that is up while the trigger is paused takes effect when it is resumed', async () => {
    await harness.upload(workflow({ type: 'batch', seconds: 10 }))
    await send('1')
    await pause(true)
    await send('2')
    await harness.pass(20)
    expect(await executions()).toEqual([])
    await harness.reopen()
    await pause(false)
    expect(await executions()).toEqual([['1']])
    expect((await harness.reads.verdicts.notMet({ lane: 'workflow:1' }))[0]?.count).toBe(1)
  })

  test('a batch is full when its texts reach the limit', async () => {
    await harness.upload(workflow({ type: 'batch', size: 100 }))
    const long = 'x'.repeat(600_000)
    await send(long, long, '3')
    expect(await harness.executionStatus(2)).toBeUndefined()
    expect((await harness.reads.executions.find(1))?.trigger.events).toHaveLength(2)
  })

  test('a batch follows the overlap policy', async () => {
    await harness.upload(workflow({ type: 'batch', size: 2 }, { overlap: 'queue' }))
    await send('1', '2', '3', '4')
    expect(await executions()).toEqual([
      ['1', '2'],
      ['3', '4'],
    ])
    expect(await harness.executionStatus(2)).toBe('INIT')
    await end(1)
    expect(await harness.executionStatus(2)).toBe('RUNNING')
  })

  test('an upload that makes batches smaller, or removes them, starts executions for the gathered events', async () => {
    await harness.upload(workflow({ type: 'batch', size: 5 }))
    await send('1', '2', '3')
    await harness.upload(workflow({ type: 'batch', size: 4 }))
    expect(await executions()).toEqual([])
    await harness.upload(workflow({ type: 'batch', size: 3 }))
    expect(await executions()).toEqual([['1', '2', '3']])
    await send('4')
    await harness.upload(workflow({ type: 'each' }))
    expect(await executions()).toEqual([['1', '2', '3'], ['4']])
  })

  test('a workflow that is deleted leaves no timer and no events behind', async () => {
    await harness.upload(workflow({ type: 'batch', seconds: 10 }))
    await send('1')
    await harness.control({ type: 'deleteWorkflow', ...OF })
    expect(harness.scheduler.readTimers()).toEqual([])
    await harness.reopen()
    await harness.upload(workflow({ type: 'batch', seconds: 10 }))
    await harness.pass(60)
    expect(await executions()).toEqual([])
  })
})
