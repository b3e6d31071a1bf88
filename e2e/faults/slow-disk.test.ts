import { afterEach, beforeEach, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { DisturbedCalls } from './support/disturbed-calls.ts'
import { Outside } from './support/outside.ts'

const TASKS = `
  const counting = new BashOperator({ name: 'counting', command: TICK + '; tick' })
  counting.actionOnEventReceived(TaskAction.START, 'counted', { whenAlive: 'queue' })
`
const CLIENTS = 12
const EACH = 4
const SYNC_MS = 700

let home: AIFlowHome
let outside: Outside

beforeEach(async () => {
  home = new AIFlowHome()
  outside = new Outside()
  await home.start()
})

afterEach(async () => {
  await home.remove()
  outside.remove()
})

it('on a disk that takes most of a second to sync, events keep their order, nothing is doubled, and waiting shows', async () => {
  await home.upload(outside.workflow(TASKS))
  const execution = await Execution.start(home, 'faults')
  const calls = await DisturbedCalls.of(home.serverPid, {
    calls: ['fsync', 'fdatasync'],
    fault: `delay_enter=${SYNC_MS * 1000}`,
  })
  const begun = performance.now()
  const senders = Array.from({ length: CLIENTS }, async (_, sender) => {
    const offsets: number[] = []
    for (let number = 0; number < EACH; number += 1) {
      offsets.push((await home.client.events.send({ key: 'counted', value: `${sender}-${number}` })).offset)
    }
    return offsets
  })
  const offsets = await Promise.all(senders)
  expect(performance.now() - begun).toBeGreaterThan(EACH * SYNC_MS)
  await calls.end()

  for (const own of offsets) expect(own).toEqual(own.toSorted((a, b) => a - b))
  const { items } = await home.client.events.list({ key: 'counted', limit: 1000 })
  const stored = items.map(({ offset }) => offset).toSorted((a, b) => a - b)
  expect(stored).toEqual(offsets.flat().toSorted((a, b) => a - b))
  await execution.reached('counting', 'SUCCESS', CLIENTS * EACH)
  expect(outside.ticks('counting')).toHaveLength(CLIENTS * EACH)
  const attempts = (await execution.taskExecutions('counting')).map(({ attemptNumber }) => attemptNumber)
  expect(attempts).toEqual(Array.from({ length: CLIENTS * EACH }, () => 1))
  const metrics = await fetch(`${home.url}/metrics`, { headers: { authorization: `Bearer ${home.token}` } })
  const slow = /aiflow_commit_seconds_bucket\{le="0.25"\} (\d+)[\s\S]*aiflow_commit_seconds_count (\d+)/.exec(
    await metrics.text(),
  )
  expect(Number(slow?.[2])).toBeGreaterThan(Number(slow?.[1]))
})
