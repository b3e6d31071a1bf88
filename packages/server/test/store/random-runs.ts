import type { SchedulerHarness } from '../../src/testing/scheduler-harness.ts'

/** For runs of things that happen by chance, once straight and once with restarts in between. */

export type Random = (below: number) => number

/** The same seed gives the same numbers. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return Math.floor((state / 2 ** 32) * below)
  }
}

/** Of all executions, oldest first. */
export async function taskRows(harness: SchedulerHarness) {
  const executions = await harness.reads.executions.list({}, { limit: 1000 })
  const lists = await Promise.all(
    executions.items.map(({ id }) => harness.reads.tasks.list({ workflowExecutionId: id }, { limit: 1000 })),
  )
  return lists.flatMap(({ items }) => items).sort((a, b) => a.id - b.id)
}

/** Lets every inbox be judged whose execution is not paused. */
export async function quiet(harness: SchedulerHarness): Promise<void> {
  for (let last = -1; last !== harness.scheduler.lastOffset; ) {
    last = harness.scheduler.lastOffset
    await harness.settle()
    await harness.settle()
    if (harness.scheduler.lastOffset === last + 2) return
  }
}

/** What the store holds in the end, but for what is random or counts the steps themselves. */
export async function imageOf(harness: SchedulerHarness): Promise<unknown> {
  const executions = (await harness.reads.executions.list({}, { limit: 1000 })).items
  const lanes = ['workflow:1', ...executions.map(({ id }) => `execution:${id}`)] as `execution:${number}`[]
  const verdicts = await Promise.all(lanes.map((lane) => harness.reads.verdicts.list({ lane }, { limit: 1000 })))
  const rows = {
    executions,
    tasks: await taskRows(harness),
    memories: await Promise.all(executions.map(({ id }) => harness.reads.tasks.memories(id))),
    pending: await Promise.all(executions.map(({ id }) => pendingOf(harness, id))),
    verdicts: verdicts.map(({ items }) => items),
    notMet: await Promise.all(lanes.map((lane) => harness.reads.verdicts.notMet({ lane }))),
    schedules: await harness.reads.schedules.findAll({}),
    timers: [...harness.scheduler.readTimers()].sort((a, b) => a.id.localeCompare(b.id)),
    deadLetters: (await harness.reads.deadLetters.list({ limit: 100 })).items,
  }
  const isCounted = (key: string): boolean => /offset/i.test(key) || key === 'attemptId'
  const withoutOffsets = (value: unknown): unknown =>
    typeof value === 'string' ? value.replace(/offset \d+/g, 'offset') : value
  return JSON.parse(JSON.stringify(rows, (key, value) => (isCounted(key) ? undefined : withoutOffsets(value))))
}

async function pendingOf(harness: SchedulerHarness, workflowExecutionId: number): Promise<unknown> {
  const tasks = [...(await harness.reads.tasks.countPendingStarts(workflowExecutionId))]
  return Promise.all(
    tasks.map(async ([taskName, count]) => ({
      count,
      first: await harness.storage.tasks.loadPendingHead({ workflowExecutionId, taskName }),
    })),
  )
}
