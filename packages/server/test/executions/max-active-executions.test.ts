import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { bash, IDLE, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

/** A workflow of one task with room for two executions, which a trigger on the event "go" starts. */
function workflow(more: Record<string, unknown> = {}, overlap = 'allow') {
  const condition = { type: 'event', event: { key: 'go' } }
  return { maxActiveExecutions: 2, tasks: [bash('a')], triggers: [{ name: 't', condition, overlap }], ...more }
}

const START = { type: 'startExecution', namespace: 'default', workflow: 'w' } as const

async function executions(): Promise<string[]> {
  const { items } = await harness.reads.executions.list({ workflow: 'w' }, { limit: 1000 })
  return items.map(({ id, status, waitsFor }) => [id, status, waitsFor].filter(Boolean).join(' ')).toReversed()
}

async function verdicts(): Promise<string[]> {
  const { items } = await harness.reads.verdicts.list({ lane: 'workflow:1' }, { limit: 1000 })
  return items.map((row) => [row.verdict, row.resultId, row.reason].filter((part) => part !== null).join(' '))
}

async function endTask(workflowExecutionId: number): Promise<void> {
  const [row] = (await harness.reads.tasks.list({ workflowExecutionId }, { limit: 1 })).items
  const outcome = { type: 'success', output: null } as const
  await harness.report({ type: 'finished', attemptId: row?.attemptId ?? '', outcome, startedAt: 1, endedAt: 2 })
}

describe('queue', () => {
  test('executions beyond the limit wait, and begin one by one in order, whoever started them', async () => {
    await harness.upload(workflow())
    await harness.send('go')
    await harness.start()
    await harness.start()
    await harness.send('go')
    await harness.reopen()
    expect(await executions()).toEqual(['1 RUNNING', '2 RUNNING', '3 INIT place', '4 INIT place'])
    expect(await verdicts()).toEqual(['fired 4 waits until fewer executions are alive', 'fired 1'])
    await endTask(2)
    expect(await executions()).toEqual(['1 RUNNING', '2 SUCCESS', '3 RUNNING', '4 INIT place'])
    await harness.reopen()
    await endTask(1)
    await endTask(3)
    expect((await executions()).at(-1)).toBe('4 RUNNING')
  })

  test('an execution that is stopped while it waits never begins', async () => {
    await harness.upload(workflow())
    for (let index = 0; index < 4; index += 1) await harness.start()
    await harness.control({ type: 'stopExecution', workflowExecutionId: 3 })
    await endTask(1)
    expect(await executions()).toEqual(['1 SUCCESS', '2 RUNNING', '3 STOPPED', '4 RUNNING'])
  })

  test('an upload with a higher limit lets waiting executions begin at once', async () => {
    await harness.upload(workflow())
    for (let index = 0; index < 5; index += 1) await harness.start()
    await harness.upload(workflow({ maxActiveExecutions: 4 }))
    expect(await executions()).toEqual(['1 RUNNING', '2 RUNNING', '3 RUNNING', '4 RUNNING', '5 INIT place'])
    await harness.upload(workflow({ maxActiveExecutions: undefined }))
    expect((await executions()).at(-1)).toBe('5 RUNNING')
  })

  test('executions behind one that waits for all older ones do not overtake it', async () => {
    await harness.upload(workflow({}, 'queue'))
    await harness.start()
    await harness.start()
    await harness.send('go')
    await harness.start()
    expect(await executions()).toEqual(['1 RUNNING', '2 RUNNING', '3 INIT turn', '4 INIT place'])
    await endTask(1)
    expect(await executions()).toEqual(['1 SUCCESS', '2 RUNNING', '3 INIT turn', '4 INIT place'])
    await endTask(2)
    expect(await executions()).toEqual(['1 SUCCESS', '2 SUCCESS', '3 RUNNING', '4 RUNNING'])
  })

  test('stop-old stops the old executions, whatever the limit is', async () => {
    await harness.upload(workflow({ maxActiveExecutions: 1 }, 'stop-old'))
    await harness.send('go')
    await harness.running('a')
    await harness.send('go')
    expect(await executions()).toEqual(['1 RUNNING', '2 INIT turn'])
    await harness.finished('a', { type: 'stopped', message: null })
    expect(await executions()).toEqual(['1 STOPPED', '2 RUNNING'])
  })

  test('executions with nothing to do begin and end without delay', async () => {
    await harness.upload(workflow({ maxActiveExecutions: 1 }))
    await harness.start()
    await harness.upload(workflow({ maxActiveExecutions: 1, tasks: IDLE }))
    for (let index = 0; index < 20; index += 1) await harness.start()
    expect((await executions()).filter((row) => row.includes('INIT'))).toHaveLength(20)
    await endTask(1)
    expect((await executions()).every((row) => row.endsWith('SUCCESS'))).toBe(true)
  })

  test('at most a thousand executions wait, and further starts are refused', async () => {
    await harness.upload(workflow({ maxActiveExecutions: 1 }))
    const results = await Promise.all(Array.from({ length: 1002 }, () => harness.control(START)))
    expect(results.filter(({ ok }) => ok)).toHaveLength(1001)
    expect(results.at(-1)).toMatchObject({ error: { code: 'WORKFLOW_FULL' } })
  })
})

describe('skip', () => {
  test('a start by hand is refused with an error, one by an event with a verdict', async () => {
    await harness.upload(workflow({ onFull: 'skip' }))
    await harness.start()
    await harness.start()
    const reason = '2 executions are alive, and the workflow allows at most 2 at once'
    expect(await harness.control(START)).toEqual({
      ok: false,
      error: {
        code: 'WORKFLOW_FULL',
        message: `No execution of the workflow "w" can be started: ${reason}. Wait until one has ended, or stop one.`,
        details: { namespace: 'default', workflow: 'w' },
      },
    })
    await harness.send('go')
    expect(await verdicts()).toEqual([`ignored ${reason}`])
    await endTask(1)
    await harness.send('go')
    expect(await executions()).toEqual(['1 SUCCESS', '2 RUNNING', '3 RUNNING'])
  })

  test('a schedule skips, too', async () => {
    const schedules = [{ name: 's', expression: 'interval@0 0 1 0' }]
    await harness.upload(workflow({ maxActiveExecutions: 1, onFull: 'skip', schedules }))
    await harness.pass(60)
    await harness.pass(60)
    expect(await executions()).toEqual(['1 RUNNING'])
    expect((await verdicts())[0]).toBe('ignored 1 execution is alive, and the workflow allows at most 1 at once')
  })
})
