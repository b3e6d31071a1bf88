import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

const HUNDRED_YEARS = 3_155_760_000
/** What a server of 0.2.0 took. */
const ENDLESS = 9_007_199_254_740_991

let harness: SchedulerHarness

beforeEach(async () => {
  harness = await SchedulerHarness.create()
})

afterEach(async () => {
  await harness.dispose()
})

/** Puts a number into the definition of every snapshot, as an older server has stored it. */
async function storeNumber(path: string, number: number): Promise<void> {
  await harness.close()
  harness.sql(`UPDATE snapshots SET definition = json_set(definition, '${path}', json('${number}'))`)
  await harness.open()
}

test('a limit of time that an older server has stored counts as the longest there is', async () => {
  await harness.upload({ timeoutSeconds: 60, tasks: [bash('a', { timeoutSeconds: 60 })] })
  await storeNumber('$.timeoutSeconds', ENDLESS)
  await storeNumber('$.tasks[0].timeoutSeconds', 1e300)
  const id = await harness.start()
  await harness.running('a')
  expect(harness.worker.attemptOf('a').timeoutSeconds).toBe(HUNDRED_YEARS)
  expect(harness.scheduler.readTimers()).toEqual([
    { id: `timeout:${id}/`, dueTime: harness.now + HUNDRED_YEARS * 1000 },
  ])
  await harness.reopen()
  expect(await harness.statuses(id)).toEqual({ a: 'RUNNING 1' })
})

test.each(['retryDelaySeconds', 'maxRetryDelaySeconds'])(
  'a %s that an older server has stored leads to a retry at a time that can be read again',
  async (field) => {
    await harness.upload({
      tasks: [bash('a', { retry: { retries: 2, retryDelaySeconds: 1e6, maxRetryDelaySeconds: 1e6 } })],
    })
    await storeNumber('$.tasks[0].retry.retryDelaySeconds', 1e300)
    await storeNumber(`$.tasks[0].retry.${field}`, 1e300)
    await storeNumber('$.tasks[0].retry.retries', 1e300)
    const id = await harness.start()
    await harness.running('a')
    await harness.fail('a')
    await harness.reopen()
    expect(await harness.statuses(id)).toEqual({ a: 'RETRYING 1' })
  },
)

test('a state may be the greatest integer that a number holds exactly', async () => {
  await harness.upload({ tasks: [bash('a')] })
  const workflowExecutionId = await harness.start()
  await harness.control({ type: 'setState', workflowExecutionId, name: 's', value: ENDLESS })
  await harness.reopen()
  expect(harness.scheduler.unreadable()).toEqual([])
  expect(harness.scheduler.readState(workflowExecutionId, 's')).toBe(ENDLESS)
})
