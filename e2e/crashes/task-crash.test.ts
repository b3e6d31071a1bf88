import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { isAlive, kill9 } from '../support/processes.ts'
import { waitFor, waitUntil } from '../support/wait-for.ts'
import { Witness } from '../support/witness.ts'

const MORTALS = fileURLToPath(new URL('../fixtures/mortals.ts', import.meta.url))
const UNTIL_RUNNING = ['INIT', 'QUEUED', 'RUNNING']

let home: AIFlowHome
let witness: Witness

beforeEach(async () => {
  home = new AIFlowHome()
  witness = new Witness(home)
  await home.start()
  await home.upload(MORTALS)
})

afterEach(() => home.remove())

describe('a task that is killed', () => {
  /** The process of the nth attempt. */
  const pidOf = async (task: string, attempt: number): Promise<number> => {
    const begins = await waitFor(`attempt ${attempt} of ${task}`, () => {
      const found = witness.of(task, 'begin')
      return found.length >= attempt ? found : null
    })
    return begins[attempt - 1]!.pid
  }

  it('is retried by its policy once nothing of it is left, whether its shim or its command was killed', async () => {
    const execution = await Execution.start(home, 'mortals')
    const first = await pidOf('command', 1)
    const shim = await waitFor('the shim', () => witness.of('command', 'note')[0]?.note ?? null)
    await kill9(Number(shim))
    const second = await pidOf('command', 2)
    expect(isAlive(first)).toBe(false)
    await waitUntil('the second to be ready', () => witness.of('command', 'note').length === 2)
    await kill9(second)
    const { attemptNumber } = await execution.reached('command', 'SUCCESS')
    expect(attemptNumber).toBe(3)
    const untilRetry = [...UNTIL_RUNNING, 'RETRYING']
    expect(await execution.statuses('command')).toEqual([...untilRetry, ...untilRetry, ...UNTIL_RUNNING, 'SUCCESS'])
    expect(witness.doubles()).toEqual([])
  })

  it('is retried in another child where it was the warm child of code', async () => {
    const execution = await Execution.start(home, 'mortals')
    await kill9(await pidOf('code', 1))
    expect((await execution.reached('code', 'SUCCESS')).outcome).toEqual({ type: 'success', output: 2 })
    expect(await execution.statuses('code')).toEqual([...UNTIL_RUNNING, 'RETRYING', ...UNTIL_RUNNING, 'SUCCESS'])
    expect(witness.doubles()).toEqual([])
  })

  it('has failed by the signal where its policy allows no retry', async () => {
    const execution = await Execution.start(home, 'mortals')
    await kill9(await pidOf('unretried', 1))
    const { outcome } = await execution.reached('unretried', 'FAILED')
    expect(outcome).toMatchObject({ type: 'failed', reason: 'signal', signal: 'SIGKILL' })
  })
})

describe('a condition whose process is killed while it judges an event', () => {
  let execution: Execution

  beforeEach(async () => {
    execution = await Execution.start(home, 'judged')
  })

  const send = async (value: string): Promise<number> => {
    const { offset } = await home.client.events.send({ key: 'tested', value, context: home.folder })
    return offset
  }

  /** The processes that began to judge an event. */
  const judges = (offset: number): number[] => {
    const path = join(home.folder, 'conditions')
    const lines = existsSync(path) ? readFileSync(path, 'utf8').split('\n') : []
    return lines.map((line) => line.split(' ').map(Number)).flatMap(([pid = 0, of]) => (of === offset ? [pid] : []))
  }

  const judgeOf = (offset: number, time: number): Promise<number> =>
    waitFor(`judge ${time} of ${offset}`, () => judges(offset)[time - 1] ?? null)

  const started = async (count: number): Promise<unknown[]> => {
    await waitUntil(`${count} executions`, async () => (await execution.latest('third'))?.sequenceNumber === count)
    await execution.reached('third', 'SUCCESS', count)
    return (await execution.taskExecutions('third')).map(({ outcome }) => outcome?.type === 'success' && outcome.output)
  }

  it('is asked once more, and its state counts the event once', async () => {
    await send('fast')
    const slow = await send('slow')
    const third = await send('fast')
    await kill9(await judgeOf(slow, 1))
    home.open(`judge-${slow}`)
    await judgeOf(slow, 2)
    await send('fast')
    await send('fast')
    const sixth = await send('fast')
    expect(await started(2)).toEqual([third, sixth])
    expect((await home.client.deadLetters.list()).items).toEqual([])
  })

  it('has failed for this event when it is killed twice: a dead letter, and the lane goes on', async () => {
    await send('fast')
    const slow = await send('slow')
    await send('fast')
    await kill9(await judgeOf(slow, 1))
    await kill9(await judgeOf(slow, 2))
    const fourth = await send('fast')
    expect(await started(1)).toEqual([fourth])
    const { items } = await home.client.deadLetters.list()
    expect(items).toMatchObject([{ source: 'rule', eventOffset: slow, task: 'third' }])
  })

  it('counts the event once where the worker or the server is killed with it', async () => {
    await send('fast')
    const slow = await send('slow')
    await judgeOf(slow, 1)
    await home.workerBack(await home.killWorker())
    await judgeOf(slow, 2)
    await home.crashServer()
    await judgeOf(slow, 3)
    home.open(`judge-${slow}`)
    const third = await send('fast')
    expect(await started(1)).toEqual([third])
    expect((await home.client.deadLetters.list()).items).toEqual([])
  })
})
