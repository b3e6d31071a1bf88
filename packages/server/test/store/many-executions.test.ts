import { StatementSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { bash, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  vi.restoreAllMocks()
  await harness.dispose()
})

/** How many statements read from the store while the act goes on. */
async function countReads(act: () => Promise<unknown>): Promise<number> {
  const prototype = StatementSync.prototype as unknown as Record<string, (...parameters: unknown[]) => unknown>
  let count = 0
  for (const name of ['all', 'get', 'iterate']) {
    const original = prototype[name]
    vi.spyOn(prototype, name).mockImplementation(function (this: StatementSync, ...parameters) {
      count += 1
      return original?.apply(this, parameters)
    })
  }
  await act()
  vi.restoreAllMocks()
  return count
}

async function startMany(count: number): Promise<number[]> {
  const ids: number[] = []
  for (let index = 0; index < count; index += 1) ids.push(await harness.start())
  return ids
}

test('a start reads many living executions with as many statements as a few', async () => {
  const tasks = [bash('first'), bash('second', { rules: [onEvent('START', 'go')] })]
  await harness.upload({ lifetime: 'untilStopped', tasks })
  const few = await startMany(2)
  const ofFew = await countReads(() => harness.reopen())
  const more = await startMany(40)
  expect(await countReads(() => harness.reopen())).toBe(ofFew)
  await harness.send('go')
  const expected = { first: 'QUEUED 1', second: 'QUEUED 1' }
  for (const id of [...few, ...more]) expect(await harness.statuses(id)).toEqual(expected)
})

test('after a restart each of many executions has what it had', async () => {
  const rules = [onEvent('START', 'go', { whenAlive: 'queue', queueLimit: 10 })]
  await harness.upload({ lifetime: 'untilStopped', tasks: [bash('first', { rules }), bash('second', { rules })] })
  // More than are read at once.
  const ids = await startMany(600)
  const [begun = 0, untouched = 0, paused = 0] = ids
  const queued = ids.at(-1) ?? 0
  await harness.control({ type: 'setExecutionPaused', workflowExecutionId: paused, paused: true })
  for (const workflowExecutionId of [begun, paused, queued, queued, queued]) {
    await harness.send('go', null, { workflowExecutionId })
  }
  await harness.reopen()
  const both = { first: 'QUEUED 1', second: 'QUEUED 1' }
  expect(await harness.statuses(begun)).toEqual(both)
  expect(await harness.statuses(untouched)).toEqual({})
  await harness.control({ type: 'setExecutionPaused', workflowExecutionId: paused, paused: false })
  await harness.settle()
  expect(await harness.statuses(paused)).toEqual(both)
  const waiting = await harness.reads.tasks.countPendingStarts(queued)
  expect([...waiting]).toEqual([
    ['first', 2],
    ['second', 2],
  ])
})
