import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AIFlowHome, type CommandEnd } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { waitFor } from '../support/wait-for.ts'

const LIMITED = fileURLToPath(new URL('../fixtures/limited.ts', import.meta.url))

const home = new AIFlowHome()
let withoutPool: CommandEnd

beforeAll(async () => {
  await home.start()
  withoutPool = await home.run('workflow', 'upload', LIMITED)
  await home.must('pool', 'set', 'gpu', '0')
  await home.upload(LIMITED)
})

afterAll(() => home.remove())

describe('retries', () => {
  it('follow a failure as the policy says, and at once where a person says so', async () => {
    const execution = await Execution.start(home, 'failing')
    const { retryTime } = await execution.reached('later', 'RETRYING')
    expect(retryTime).toBeGreaterThan(Date.now() + 3_000_000)
    expect(await home.must('task-execution', 'show', `${execution.id}/later`)).toMatch(/Next attempt +20\d\d-/)
    const ended = await Promise.all(['code-78', 'final', 'hangs'].map((task) => execution.reached(task, 'FAILED')))
    expect(ended.map(({ attemptNumber }) => attemptNumber)).toEqual([1, 1, 1])
    expect(ended.at(-1)?.outcome).toMatchObject({ type: 'failed', reason: 'unresponsive' })
    await execution.reached('reports', 'SUCCESS')
    await home.crashServer()
    const again = await home.must('task-execution', 'retry', `${execution.id}/later`)
    expect(again).toContain(`Retrying "${execution.id}/later/1"`)
    expect((await execution.reached('later', 'SUCCESS')).attemptNumber).toBe(2)
    const ignored = await home.must('task-execution', 'retry', `${execution.id}/later`)
    expect(ignored).toContain('it is SUCCESS, and no attempt follows by itself: start it')
    await execution.ended('FAILED')
  })
})

describe('limits of a workflow', () => {
  it('end an execution that takes too long, also where the server was killed, and let the next one begin', async () => {
    const first = await Execution.start(home, 'impatient')
    const second = await Execution.start(home, 'impatient')
    await first.reached('waits', 'RUNNING')
    await home.crashServer()
    const { waitsFor, status } = await home.client.workflowExecutions.get(second.id)
    expect([status, waitsFor]).toEqual(['INIT', 'place'])
    await first.ended('FAILED')
    expect((await first.latest('waits'))?.status).toBe('STOPPED')
    expect(await home.must('workflow-execution', 'show', String(first.id))).toMatch(
      /Failure +It ran longer than its limit of 15 s\./,
    )
    await second.reached('waits', 'RUNNING')
    await home.must('workflow-execution', 'stop', String(second.id), '--wait')
  })

  it('refuse a start where they say so', async () => {
    const execution = await Execution.start(home, 'exclusive')
    const { exitCode, stderr } = await home.run('workflow-execution', 'start', 'exclusive')
    expect(exitCode).toBe(1)
    expect(stderr).toContain('the workflow allows at most 1 at once')
    await home.must('workflow-execution', 'stop', String(execution.id), '--wait')
    const next = await Execution.start(home, 'exclusive')
    await home.must('workflow-execution', 'stop', String(next.id), '--wait')
  })
})

describe('a pool', () => {
  it('has to be there before a workflow that names it', () => {
    expect(withoutPool.exitCode).toBe(1)
    expect(withoutPool.stderr).toContain('has no pool "gpu". Create it with "aiflow pool set gpu SLOTS"')
  })

  it('lets as many tasks run at once as it has slots, the urgent ones first', async () => {
    const execution = await Execution.start(home, 'pooled')
    expect(await home.must('task-execution', 'show', `${execution.id}/urgent`)).toMatch(
      /Waits +the pool "gpu" is closed: it has 0 slots/,
    )
    await home.must('pool', 'set', 'gpu', '1')
    await execution.reached('urgent', 'RUNNING')
    await home.crashServer()
    await home.workerBack()
    const [gpu] = await waitFor('the pool', () => home.client.pools.list('default'))
    expect(gpu).toMatchObject({ name: 'gpu', slots: 1, busy: 1, waiting: 2 })
    expect(await home.must('task-execution', 'show', `${execution.id}/first`)).toMatch(
      /Waits +a task has the only slot of the pool "gpu"/,
    )
    home.open('gate')
    await execution.ended('SUCCESS')
    const tasks = await Promise.all(['urgent', 'first', 'second'].map((task) => execution.latest(task)))
    const begins = tasks.map((task) => task?.beginTime ?? 0)
    expect(begins).toEqual(begins.toSorted((a, b) => a - b))
    const { exitCode, stderr } = await home.run('pool', 'delete', 'gpu', '--yes')
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('is used by tasks of the workflow "pooled"')])
  })
})
