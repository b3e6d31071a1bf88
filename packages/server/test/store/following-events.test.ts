import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness
type Evaluate = SchedulerHarness['worker']['evaluation']
type Request = Parameters<Evaluate>[0]

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

const CODE = { type: 'code', expectEventKeys: ['k'], className: 'C' } as const
const RULE = { name: 'code', action: 'START', condition: CODE }

/** Counts the events in a state, as a worker does: asks on until the condition is met. */
function counting(metAt: number, { failsAt = 0 } = {}): Evaluate {
  return async (request) => {
    let total = Number(request.states.total ?? 0)
    const answers: { met: boolean; states: { total: number } }[] = []
    for (const event of [request.event, ...(request.following ?? [])]) {
      total += 1
      if (event.value === String(failsAt) && answers.length === 0)
        return { type: 'error', cause: 'condition', message: 'it threw' }
      if (event.value === String(failsAt)) break
      answers.push({ met: total === metAt, states: { total } })
      if (total === metAt) break
    }
    const [first = { met: false, states: { total } }, ...following] = answers
    return { type: 'ok', ...first, following }
  }
}

async function sendMany(count: number): Promise<void> {
  await Promise.all(Array.from({ length: count }, (_, index) => harness.send('k', String(index + 1))))
}

function askedAbout(request: Request | undefined): (string | null)[] {
  return request === undefined ? [] : [request.event, ...(request.following ?? [])].map(({ value }) => value)
}

test('conditions are asked about waiting events in one call, and each event counts once', async () => {
  await harness.upload({ tasks: [bash('b', { rules: [RULE] })] })
  const id = await harness.start()
  harness.worker.evaluation = counting(50)
  await sendMany(50)
  await expect.poll(() => harness.startedTasks()).toEqual(['b'])
  expect(harness.scheduler.readState(id, 'total')).toBe(50)
  expect(harness.worker.asked.length).toBeLessThan(10)
  expect(await harness.reads.verdicts.notMet({ lane: `execution:${id}` })).toMatchObject([{ count: 49 }])
})

test('events after one that met the condition are asked about again', async () => {
  await harness.upload({ tasks: [bash('b', { rules: [RULE] })] })
  const id = await harness.start()
  harness.worker.evaluation = counting(5)
  await sendMany(20)
  await expect.poll(() => harness.scheduler.readState(id, 'total')).toBe(20)
  const after = harness.worker.asked.find((request) => request.event.value === '6')
  expect(after?.states).toEqual({ total: 5 })
  expect(after?.taskStatuses).toEqual({ b: 'QUEUED' })
})

test('an answer is not used when a rule on an event before it changed what its condition sees', async () => {
  const other = bash('c', { rules: [onEvent('START', 'k')] })
  await harness.upload({ tasks: [bash('b', { rules: [RULE] }), other] })
  const id = await harness.start()
  harness.worker.evaluation = counting(1000)
  await sendMany(20)
  await expect.poll(() => harness.scheduler.readState(id, 'total')).toBe(20)
  const second = harness.worker.asked.filter((request) => request.event.value === '2')
  expect(second.at(-1)?.taskStatuses).toEqual({ b: null, c: 'QUEUED' })
})

test('a failure belongs to its own event: those before and after it are judged', async () => {
  await harness.upload({ tasks: [bash('b', { rules: [RULE] })] })
  const id = await harness.start()
  harness.worker.evaluation = counting(1000, { failsAt: 7 })
  await sendMany(20)
  await expect.poll(() => harness.scheduler.readState(id, 'total')).toBe(19)
  const { items } = await harness.reads.deadLetters.list({ limit: 10 })
  expect(items).toMatchObject([{ source: 'rule', task: 'b', error: 'it threw' }])
})

test('an event with a different question ends the group that is asked about together', async () => {
  const otherRule = { name: 'other', action: 'STOP', condition: { ...CODE, expectEventKeys: ['l'] } }
  await harness.upload({ tasks: [bash('b', { rules: [RULE, otherRule] })] })
  await harness.start()
  harness.worker.evaluation = async () => ({ type: 'ok', met: false, states: {} })
  await Promise.all([harness.send('k', '1'), harness.send('k', '2'), harness.send('l', '3'), harness.send('k', '4')])
  await expect.poll(() => harness.worker.asked.map(({ event }) => event.value)).toContain('4')
  const together = harness.worker.asked.map(askedAbout).filter((values) => values.length > 1)
  expect(together.flat()).not.toContain('3')
})
