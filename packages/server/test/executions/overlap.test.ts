import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bash, IDLE, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

/** A workflow of one task, which a trigger on the event "go" starts. */
function workflow(overlap: string, more: Record<string, unknown> = {}) {
  const condition = { type: 'event', event: { key: 'go' } }
  return { tasks: [bash('a')], triggers: [{ name: 't', condition, overlap }], ...more }
}

async function executions(): Promise<string[]> {
  const { items } = await harness.reads.executions.list({ workflow: 'w' }, { limit: 1000 })
  return items.map(({ id, status }) => `${id} ${status}`).toReversed()
}

async function verdicts(): Promise<string[]> {
  const { items } = await harness.reads.verdicts.list({ lane: 'workflow:1' }, { limit: 1000 })
  return items.map((row) => [row.verdict, row.resultId, row.reason].filter((part) => part !== null).join(' '))
}

/** The values of the events that executions were started by, in the order in which their tasks began. */
function startedBy(): (string | null | undefined)[] {
  return harness.worker.started.map(({ trigger }) => trigger.events[0]?.value)
}

/** Ends the task of an execution, also after a restart. */
async function endTask(
  workflowExecutionId: number,
  outcome: Outcome = { type: 'success', output: null },
): Promise<void> {
  const [row] = (await harness.reads.tasks.list({ workflowExecutionId }, { limit: 1 })).items
  await harness.report({ type: 'finished', attemptId: row?.attemptId ?? '', outcome, startedAt: 1, endedAt: 2 })
}

async function stopConfirmed(task = 'a'): Promise<void> {
  await harness.finished(task, { type: 'stopped', message: null })
}

test('allow: another execution is started beside the living one', async () => {
  await harness.upload(workflow('allow'))
  await harness.send('go')
  await harness.send('go')
  expect(await executions()).toEqual(['1 RUNNING', '2 RUNNING'])
})

test('skip: nothing is started while an execution lives', async () => {
  await harness.upload(workflow('skip'))
  await harness.send('go')
  await harness.send('go')
  await harness.succeed('a')
  await harness.send('go')
  expect(await executions()).toEqual(['1 SUCCESS', '2 RUNNING'])
  expect(await verdicts()).toEqual(['fired 2', 'ignored the execution 1 is alive', 'fired 1'])
})

describe('queue', () => {
  test('executions wait for earlier ones, and begin in order', async () => {
    await harness.upload(workflow('queue'))
    for (const value of ['1', '2', '3']) await harness.send('go', value)
    expect(await executions()).toEqual(['1 RUNNING', '2 INIT', '3 INIT'])
    expect(await verdicts()).toEqual(['fired 3 waits for its turn', 'fired 2 waits for its turn', 'fired 1'])
    await harness.succeed('a')
    expect(await executions()).toEqual(['1 SUCCESS', '2 RUNNING', '3 INIT'])
    await harness.fail('a')
    await harness.succeed('a')
    expect(await executions()).toEqual(['1 SUCCESS', '2 FAILED', '3 SUCCESS'])
    expect(startedBy()).toEqual(['1', '2', '3'])
  })

  test('nothing is lost or doubled when everything is restarted after each change', async () => {
    await harness.upload(workflow('queue'))
    for (const value of ['1', '2', '3']) {
      await harness.send('go', value)
      await harness.reopen()
    }
    for (const id of [1, 2, 3]) {
      expect(await harness.statuses(id)).toEqual({ a: 'QUEUED 1' })
      await endTask(id)
      await harness.reopen()
      expect(harness.scheduler.aliveCounts().tasks).toBe(id < 3 ? 1 : 0)
    }
    expect(await executions()).toEqual(['1 SUCCESS', '2 SUCCESS', '3 SUCCESS'])
    const { items } = await harness.reads.executions.list({}, { limit: 10 })
    expect(items.map(({ trigger }) => trigger.events[0]?.value)).toEqual(['3', '2', '1'])
  })

  test('many executions with nothing to do begin and end one after the other, without delay', async () => {
    await harness.upload(workflow('queue', { tasks: [bash('a'), bash('b')] }))
    await harness.send('go')
    await harness.upload(workflow('queue', { tasks: IDLE }))
    for (let index = 0; index < 20; index += 1) await harness.send('go')
    expect((await executions()).filter((row) => row.endsWith('INIT'))).toHaveLength(20)
    await harness.succeed('a')
    await harness.succeed('b')
    expect((await executions()).every((row) => row.endsWith('SUCCESS'))).toBe(true)
  })

  test('a waiting execution gets no events, and its tasks cannot be started by hand', async () => {
    const onStop = { name: 'r', action: 'START', condition: { type: 'event', event: { key: 'k' } } }
    await harness.upload(workflow('queue', { tasks: [bash('a'), bash('b', { rules: [onStop], optional: true })] }))
    await harness.send('go')
    await harness.send('go')
    await harness.send('k')
    await harness.send('k', null, { workflowExecutionId: 2 })
    expect(await harness.statuses(2)).toEqual({})
    const action = { type: 'taskAction', workflowExecutionId: 2, task: 'a', action: 'START' } as const
    expect(await harness.control(action)).toMatchObject({
      value: { verdict: 'ignored', reason: 'execution waits for its turn' },
    })
    await harness.succeed('a')
    await harness.succeed('b')
    await harness.send('k')
    expect(await harness.statuses(2)).toEqual({ a: 'QUEUED 1', b: 'QUEUED 1' })
  })

  test('a waiting execution that is stopped never begins, and the next one gets its turn', async () => {
    await harness.upload(workflow('queue'))
    for (const value of ['1', '2', '3']) await harness.send('go', value)
    await harness.control({ type: 'stopExecution', workflowExecutionId: 2 })
    expect(await executions()).toEqual(['1 RUNNING', '2 STOPPED', '3 INIT'])
    await harness.succeed('a')
    expect(await executions()).toEqual(['1 SUCCESS', '2 STOPPED', '3 RUNNING'])
    expect(startedBy()).toEqual(['1', '3'])
  })

  test('a waiting execution that is paused begins when it is resumed, and those behind it wait', async () => {
    await harness.upload(workflow('queue'))
    for (const value of ['1', '2', '3']) await harness.send('go', value)
    const pause = (paused: boolean) => harness.control({ type: 'setExecutionPaused', workflowExecutionId: 2, paused })
    await pause(true)
    await harness.succeed('a')
    expect(await executions()).toEqual(['1 SUCCESS', '2 INIT', '3 INIT'])
    await harness.reopen()
    await pause(false)
    expect(await executions()).toEqual(['1 SUCCESS', '2 RUNNING', '3 INIT'])
  })

  test('stopping all executions also stops the waiting ones', async () => {
    await harness.upload(workflow('queue'))
    for (const value of ['1', '2', '3']) await harness.send('go', value)
    const stop = { type: 'stopExecutions', namespace: 'default', workflow: 'w' } as const
    expect(await harness.control(stop)).toMatchObject({ ok: true, value: { stopped: 3 } })
    await stopConfirmed()
    expect(await executions()).toEqual(['1 STOPPED', '2 STOPPED', '3 STOPPED'])
    expect(startedBy()).toEqual(['1'])
  })

  test('one that is started by hand neither waits nor is waited for by an older one', async () => {
    await harness.upload(workflow('queue'))
    await harness.send('go')
    await harness.send('go')
    await harness.start()
    expect(await executions()).toEqual(['1 RUNNING', '2 INIT', '3 RUNNING'])
    await endTask(1)
    expect(await executions()).toEqual(['1 SUCCESS', '2 RUNNING', '3 RUNNING'])
  })

  test('it runs the snapshot that was the newest when it was created', async () => {
    await harness.upload(workflow('queue'))
    await harness.send('go')
    await harness.send('go')
    await harness.upload(workflow('queue', { tasks: [bash('other')] }))
    await harness.succeed('a')
    await harness.reopen()
    expect(await harness.statuses(2)).toEqual({ a: 'QUEUED 1' })
  })

  test('a workflow with executions that wait cannot be deleted', async () => {
    await harness.upload(workflow('queue'))
    await harness.send('go')
    await harness.send('go')
    const result = await harness.control({ type: 'deleteWorkflow', namespace: 'default', workflow: 'w' })
    expect(result).toMatchObject({ ok: false, error: { code: 'EXECUTION_ALIVE', details: { alive: 2 } } })
  })

  test('at most a thousand executions wait', async () => {
    await harness.upload(workflow('queue'))
    await Promise.all(Array.from({ length: 1002 }, () => harness.send('go')))
    expect(await harness.executionStatus(1001)).toBe('INIT')
    expect(await harness.executionStatus(1002)).toBeUndefined()
    expect((await verdicts())[0]).toBe('ignored 1000 executions are already waiting for their turn')
  })
})

describe('stop-old', () => {
  test('the living execution is stopped, and the new one begins when it has ended', async () => {
    await harness.upload(workflow('stop-old'))
    await harness.send('go', '1')
    await harness.running('a')
    await harness.send('go', '2')
    expect(await executions()).toEqual(['1 RUNNING', '2 INIT'])
    expect(harness.worker.stopped).toHaveLength(1)
    await stopConfirmed()
    expect(await executions()).toEqual(['1 STOPPED', '2 RUNNING'])
    expect(startedBy()).toEqual(['1', '2'])
  })

  test('of many executions started during a slow stop, only the newest begins', async () => {
    await harness.upload(workflow('stop-old'))
    await harness.send('go', '1')
    await harness.running('a')
    for (const value of ['2', '3', '4']) {
      await harness.send('go', value)
      await harness.reopen()
    }
    expect(await executions()).toEqual(['1 RUNNING', '2 STOPPED', '3 STOPPED', '4 INIT'])
    await endTask(1, { type: 'stopped', message: null })
    expect((await executions()).at(-1)).toBe('4 RUNNING')
    expect(startedBy()).toEqual(['4'])
  })

  test('a new execution begins at once if no other is alive', async () => {
    await harness.upload(workflow('stop-old'))
    await harness.send('go', '1')
    await harness.succeed('a')
    await harness.send('go', '2')
    expect(await executions()).toEqual(['1 SUCCESS', '2 RUNNING'])
  })

  /** How many executions each commit changes. */
  function watchChanged(): number[] {
    const changed: number[] = []
    const commit = harness.storage.commit.bind(harness.storage)
    harness.storage.commit = (rows) => {
      changed.push(rows.tables.workflowExecutions?.set?.length ?? 0)
      return commit(rows)
    }
    return changed
  }

  test('many are stopped a hundred in a commit, also when everything is restarted in between', async () => {
    await harness.upload(workflow('stop-old'))
    for (let index = 0; index < 250; index += 1) await harness.start()
    const changed = watchChanged()
    await harness.send('go')
    expect(changed).toEqual([101])
    await harness.reopen()
    const changedLater = watchChanged()
    while ((await harness.pass(0.01)) > 0);
    expect(changedLater).toEqual([100, 50])
    const all = (await harness.reads.executions.list({ workflow: 'w' }, { limit: 1000 })).items
    expect(all.filter(({ stopping }) => stopping)).toHaveLength(250)
    expect(all.find(({ id }) => id === 251)).toMatchObject({ status: 'INIT', stopping: false, waitsFor: 'turn' })
    expect(harness.scheduler.readTimers()).toEqual([])
  })

  test('an execution that is yet to be stopped does not begin first', async () => {
    await harness.upload(workflow('queue'))
    for (let index = 0; index < 151; index += 1) await harness.send('go')
    await harness.upload(workflow('stop-old'))
    await harness.send('go')
    expect(await harness.executionStatus(101)).toBe('STOPPED')
    expect(await harness.executionStatus(102)).toBe('INIT')
    await harness.succeed('a')
    expect(await harness.executionStatus(102)).toBe('INIT')
    await harness.pass(0.01)
    expect(await harness.executionStatus(102)).toBe('STOPPED')
    expect(await harness.executionStatus(152)).toBe('RUNNING')
    expect(harness.worker.started).toHaveLength(2)
  })
})

describe('schedules', () => {
  const schedule = { name: 's', expression: 'interval@0 0 1 0' }

  test.each([
    ['allow', ['1 RUNNING', '2 RUNNING', '3 RUNNING']],
    ['skip', ['1 RUNNING']],
    ['queue', ['1 RUNNING', '2 INIT', '3 INIT']],
    ['stop-old', ['1 RUNNING', '2 STOPPED', '3 INIT']],
  ])('%s', async (overlap, expected) => {
    await harness.upload({ tasks: [bash('a')], schedules: [{ ...schedule, overlap }] })
    for (let minute = 0; minute < 3; minute += 1) {
      await harness.pass(60)
      await harness.reopen()
    }
    expect(await executions()).toEqual(expected)
  })

  test('missed times are caught up in a queue', async () => {
    await harness.upload({ tasks: [bash('a')], schedules: [{ ...schedule, overlap: 'queue', catchUp: 'all' }] })
    await harness.pass(180)
    expect(await executions()).toEqual(['1 RUNNING', '2 INIT', '3 INIT'])
  })

  test('an execution is started with the parameters of its schedule, and with none that are not valid', async () => {
    const parameters = { type: 'object', properties: { day: { type: 'integer' } }, required: ['day'] }
    const tasks = [bash('a')]
    await harness.upload({ tasks, parameters, schedules: [{ ...schedule, parameters: { day: 1 } }] })
    await harness.pass(60)
    await harness.reopen()
    expect((await harness.reads.executions.find(1))?.parameters).toEqual({ day: 1 })
    const { expression } = schedule
    const byHand = { namespace: 'default', workflow: 'w', name: 'by-hand', expression } as const
    await harness.upload({ tasks })
    await harness.control({ type: 'addSchedule', ...byHand, timezone: 'UTC', catchUp: 'one' })
    await harness.upload({ tasks, parameters })
    await harness.pass(60)
    expect(await executions()).toEqual(['1 RUNNING'])
    expect((await verdicts())[0]).toMatch(/^failed .*"day"/)
  })
})
