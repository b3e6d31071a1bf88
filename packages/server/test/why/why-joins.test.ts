import { afterEach, beforeEach, expect, test } from 'vitest'
import { bash, SchedulerHarness, startAfter } from '../../src/testing/scheduler-harness.ts'
import { StoreExplainer } from '../../src/why/store-explainer.ts'

const MEMBERS = Array.from({ length: 100 }, (_, n) => `m${n}`)

let harness: SchedulerHarness
let reads: number
let explainer: StoreExplainer

beforeEach(async () => {
  harness = await SchedulerHarness.create({ slots: 1000 })
  reads = 0
  const storage = new Proxy(harness.reads, {
    get(target, name) {
      const member: unknown = Reflect.get(target, name, target)
      if (typeof member !== 'function') return member
      reads += 1
      return member.bind(target)
    },
  })
  explainer = new StoreExplainer({ storage, live: harness.scheduler })
  const tasks = MEMBERS.map((name) => bash(name))
  await harness.upload({
    lifetime: 'untilStopped',
    tasks: [...tasks, bash('join', { rules: [{ ...startAfter(...MEMBERS), name: 'all' }] })],
  })
  await harness.start()
})

afterEach(() => harness.dispose())

async function execution() {
  const found = await harness.reads.executions.find(1)
  if (found === null) throw new Error('there is no execution')
  return found
}

test('what a join of many tasks waits for is asked of the store at once', async () => {
  await harness.succeed('m0')
  const { rules } = await explainer.whyNot(await execution(), 'join')
  const waitsFor = rules[0]?.waitsFor ?? []
  expect(waitsFor.map(({ isSeen, status }) => `${isSeen} ${status}`)).toEqual([
    'true SUCCESS',
    ...MEMBERS.slice(1).map(() => 'false QUEUED'),
  ])
  expect(reads).toBeLessThan(30)
})

test('what a join of many tasks saw is asked of the store at once', async () => {
  for (const name of MEMBERS) await harness.succeed(name)
  const row = await harness.reads.tasks.find({ workflowExecutionId: 1, task: 'join', sequenceNumber: 1 })
  if (row === null) throw new Error('the join has not run')
  const { links } = await explainer.why(row, 1)
  const rule = links.find((link) => link.type === 'rule')
  expect(rule?.statuses.map(({ status }) => status)).toEqual(MEMBERS.map(() => 'SUCCESS'))
  expect(reads).toBeLessThan(30)
})

test('why a join of many tasks was not met is asked of the store at once', async () => {
  const key = 'aiflow/task-status/w/m0'
  await harness.succeed('m0')
  const [ended] = (await harness.reads.events.list({ keys: [key], beginOffset: 0, limit: 1, newestFirst: true })).items
  if (ended === undefined) throw new Error('there is no event')
  const { notMet } = await explainer.verdictsOn(await execution(), ended)
  expect(notMet).toMatchObject([{ task: 'join', reason: expect.stringContaining('"m1" is QUEUED, not SUCCESS') }])
  expect(reads).toBeLessThan(30)
})
