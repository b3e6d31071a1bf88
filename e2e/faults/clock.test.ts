import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { isAlive } from '../support/processes.ts'
import { waitUntil } from '../support/wait-for.ts'
import { Outside } from './support/outside.ts'
import { SettableClock } from './support/set-clock.ts'

const HOUR = 3600
const RETRY_SECONDS = 4
const TASKS = `
  new FunctionOperator({ name: 'reporting', livenessSeconds: 2, timeoutSeconds: 600, run: async (context) => {
    for (;;) {
      context.reportAlive()
      appendFileSync(outside + '/ticks-reporting', process.pid + '\\n')
      await delay(100, undefined, { signal: context.signal })
    }
  } })
  const failing = new BashOperator({
    name: 'failing', command: TICK + '; tick; exit 1', retries: 2, retryDelaySeconds: ${RETRY_SECONDS}, allowFailure: true,
  })
  failing.actionOnEventReceived(TaskAction.START, 'fail')
`

let home: AIFlowHome
let outside: Outside
let clock: SettableClock
let execution: Execution

beforeEach(async () => {
  home = new AIFlowHome()
  outside = new Outside()
  clock = new SettableClock(outside.folder)
  Object.assign(home.environment, clock.environment)
  await home.start()
  await home.upload(outside.workflow(TASKS))
  execution = await Execution.start(home, 'faults')
  await execution.reached('reporting', 'RUNNING')
})

afterEach(async () => {
  await home.remove()
  outside.remove()
})

/** How long the task takes from its first to its last attempt, in seconds. */
async function secondsOfRetries(sequenceNumber: number, meanwhile: () => void): Promise<number> {
  const before = outside.ticks('failing').length
  await home.must('event', 'send', 'fail')
  await outside.ticking('failing', before + 1)
  const begun = performance.now()
  await execution.reached('failing', 'RETRYING', sequenceNumber)
  meanwhile()
  await outside.ticking('failing', before + 3)
  return (performance.now() - begun) / 1000
}

it.each([
  ['forward', 5 * HOUR],
  ['back', -5 * HOUR],
])('a clock that is set %s neither hurries nor delays retries, and ends no task', async (_, seconds) => {
  const pid = await outside.ticking('reporting')
  expect(await secondsOfRetries(1, () => clock.set(seconds))).toBeGreaterThan(2 * RETRY_SECONDS - 1)
  expect(await secondsOfRetries(2, () => clock.set(0))).toBeGreaterThan(2 * RETRY_SECONDS - 1)
  await outside.ticksOn('reporting')
  expect(isAlive(pid)).toBe(true)
  expect(await execution.latest('reporting')).toMatchObject({ status: 'RUNNING', attemptNumber: 1 })
  expect(outside.ticks('failing')).toHaveLength(6)
  const { workers } = await home.client.server.info()
  expect(workers.map(({ connected }) => connected)).toEqual([true])
  const times = (await execution.log()).map(({ createTime }) => createTime)
  expect(times).toEqual(times.toSorted((a, b) => a - b))
})

it('a schedule whose times are jumped over fires as its catchUp says, once for each time, and not again when the clock is set back', async () => {
  for (const catchUp of ['one', 'skip', 'all']) {
    await home.must('workflow-schedule', 'add', 'faults', catchUp, 'interval@0 1 0 0', '--catch-up', catchUp)
  }
  const fired = async () => {
    const executions = await home.client.workflowExecutions.list({ limit: 100 })
    const schedules = executions.items.map(({ trigger }) => JSON.stringify(trigger))
    return ['one', 'skip', 'all'].map((name) => schedules.filter((by) => by.includes(`"${name}"`)).length)
  }
  clock.set(3 * HOUR + 60)
  await waitUntil('the schedules to fire', async () => (await fired()).join() === '1,0,3')
  expect((await home.client.server.info()).clockBehindUntil).toBe(null)
  clock.set(-HOUR)
  const { clockBehindUntil } = await home.client.server.info()
  expect(clockBehindUntil).toBeGreaterThan(Date.now() + 2 * HOUR * 1000)
  expect(await home.must('server', 'status')).toContain('behind the newest event: no schedule fires before')
  await waitUntil('the log', () =>
    readFileSync(join(home.folder, 'logs', 'server.log'), 'utf8').includes('is behind the newest event'),
  )
  await home.must('event', 'send', 'fail')
  await execution.reached('failing', 'RETRYING')
  clock.set(2 * HOUR)
  await outside.ticking('failing', 3)
  expect(await fired()).toEqual([1, 0, 3])
  clock.set(4 * HOUR + 60)
  await waitUntil('the next time', async () => (await fired()).join() === '2,0,4')
  expect((await home.client.server.info()).clockBehindUntil).toBe(null)
})
