import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, onEvent, SchedulerHarness, startAfter } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create({ slots: 1_000_000 })
})

afterEach(async () => {
  await harness.dispose()
})

/** How often something is put into a map while the act goes on: what is made of each task for each task shows. */
async function countMapEntries(act: () => Promise<unknown>): Promise<number> {
  const { set } = Map.prototype
  let count = 0
  Map.prototype.set = function (this: Map<unknown, unknown>, ...entry) {
    count += 1
    return set.apply(this, entry)
  }
  try {
    await act()
  } finally {
    Map.prototype.set = set
  }
  return count
}

/** How many items of lists are gone through while the act goes on. */
async function countItems(act: () => Promise<unknown>): Promise<number> {
  const { map } = Array.prototype
  let count = 0
  Array.prototype.map = function (this: unknown[], ...given) {
    count += this.length
    return map.apply(this, given) as never
  }
  try {
    await act()
  } finally {
    Array.prototype.map = map
  }
  return count
}

function namesOf(count: number): string[] {
  return Array.from({ length: count }, (_, index) => `task-${index}`)
}

async function uploadJoin(count: number): Promise<void> {
  const names = namesOf(count)
  const join = bash('join', { rules: [{ ...startAfter(...names), name: 'all' }] })
  await harness.upload({ name: `of-${count}`, tasks: [...names.map((name) => bash(name)), join] })
}

/** Lets all attempts succeed that were started since. */
async function succeedAll(from: number): Promise<void> {
  const specs = harness.worker.started.slice(from)
  const { now } = harness
  const outcome = { type: 'success', output: 1 } as const
  await harness.report(
    ...specs.map(({ attemptId }) => ({ type: 'finished', attemptId, outcome, startedAt: now, endedAt: now }) as const),
  )
}

test('the cost of a join of many tasks grows linearly with their number', async () => {
  const costs: number[] = []
  for (const count of [200, 400, 800]) {
    await uploadJoin(count)
    const from = harness.worker.started.length
    let id = 0
    costs.push(
      await countMapEntries(async () => {
        id = await harness.start(`of-${count}`)
        await succeedAll(from)
      }),
    )
    await harness.succeed('join')
    expect(await harness.executionStatus(id)).toBe('SUCCESS')
  }
  const [small = 0, middle = 0, large = 0] = costs
  expect(middle / small).toBeLessThan(2.5)
  expect(large / middle).toBeLessThan(2.5)
})

test('an execution of more tasks than a step may change otherwise starts, is stopped as a whole, and ends', async () => {
  const count = 10_500
  await uploadJoin(count)
  const id = await harness.start(`of-${count}`)
  expect(harness.worker.started).toHaveLength(count)
  expect(await harness.control({ type: 'stopExecution', workflowExecutionId: id })).toMatchObject({ ok: true })
  expect(harness.worker.stopped).toHaveLength(count)
  const reports = harness.worker.started.map(
    ({ attemptId }) =>
      ({ type: 'finished', attemptId, outcome: { type: 'neverStarted' }, startedAt: null, endedAt: 1 }) as const,
  )
  await harness.report(...reports)
  expect(await harness.executionStatus(id)).toBe('STOPPED')
  expect((await harness.reads.deadLetters.list({ limit: 1 })).items).toEqual([])
})

test('tasks that one event starts look at the tasks with an output, not at each other', async () => {
  const costs: number[] = []
  for (const count of [200, 400]) {
    const tasks = namesOf(count).map((name) => bash(name, { rules: [onEvent('START', 'go')] }))
    await harness.upload({ name: `of-${count}`, lifetime: 'untilStopped', tasks })
    const id = await harness.start(`of-${count}`)
    costs.push(await countMapEntries(() => harness.send('go', null, { workflowExecutionId: id })))
    expect(Object.values(await harness.statuses(id))).toHaveLength(count)
  }
  const [small = 0, large = 0] = costs
  expect(large / small).toBeLessThan(2.5)
})

test('works whose steps made many changes are committed apart from those behind them', async () => {
  await uploadJoin(6000)
  const sizes: number[] = []
  harness.scheduler.onCommitReport(({ events }) => sizes.push(events.length))
  await Promise.all([harness.start('of-6000'), harness.start('of-6000'), harness.send('other')])
  expect(sizes).toHaveLength(3)
  expect(harness.startedTasks()).toHaveLength(12_000)
})

test('an execution costs as much as what runs in it, however many of its tasks wait for events', async () => {
  const costs: number[] = []
  for (const count of [100, 1000]) {
    const waiting = namesOf(count).map((name) => bash(name, { rules: [onEvent('START', `go-${name}`)] }))
    await harness.upload({ name: `of-${count}`, tasks: [bash('first'), ...waiting] })
    // The first execution of a snapshot makes its keys known.
    await harness.start(`of-${count}`)
    costs.push(await countMapEntries(() => harness.start(`of-${count}`)))
  }
  expect(costs[1]).toBeLessThan(1.5 * (costs[0] ?? 0))
})

test('an event on a key is judged by the living executions of all snapshots with a rule on it, and by no ended one', async () => {
  const task = bash('task', { rules: [onEvent('START', 'go', { whenAlive: 'ignore' })] })
  await harness.upload({ lifetime: 'untilStopped', tasks: [task] })
  const ids = [await harness.start(), await harness.start()]
  await harness.upload({ lifetime: 'untilStopped', tasks: [task, bash('other')] })
  ids.push(await harness.start())
  await harness.control({ type: 'stopExecution', workflowExecutionId: ids[0] ?? 0 })
  await harness.send('go')
  const started = harness.worker.started.filter(({ taskName }) => taskName === 'task')
  expect(started.map(({ workflowExecutionId }) => workflowExecutionId)).toEqual(ids.slice(1))
})

test('the start of a task with code does not look at all tasks of its execution', async () => {
  const code = (name: string, more = {}) => ({ name, operator: { type: 'code', className: 'C' }, ...more })
  const second = code('second', { rules: [startAfter('first')] })
  await harness.upload({ tasks: [code('first'), second, ...namesOf(2000).map((name) => code(name))] })
  await harness.start()
  // The first who asks makes the statuses of all tasks known.
  await harness.running('first')
  expect(await countItems(() => harness.succeed('first'))).toBeLessThan(100)
  const statuses = harness.worker.attemptOf('second').statusSnapshot?.byName
  expect(statuses).toMatchObject({ first: 'SUCCESS', second: 'QUEUED', 'task-0': 'QUEUED', 'task-1999': 'QUEUED' })
})

test('an event costs as much as the triggers on its key, however many its workflow has', async () => {
  const costs: number[] = []
  for (const count of [10, 1000]) {
    const triggers = namesOf(count).map((name) => ({
      name,
      condition: { type: 'event', event: { key: `${count}-${name}` } },
    }))
    await harness.upload({ name: `of-${count}`, tasks: [bash('task')], triggers })
    costs.push(await countItems(() => harness.send(`${count}-task-5`)))
    expect(harness.worker.attemptOf('task').workflowName).toBe(`of-${count}`)
  }
  expect(Math.max(...costs)).toBeLessThan(100)
})
