import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import type { ReadStorage } from '../storage/reads/read-storage.ts'

const PAGE = { limit: 100 }
const LANE = 'execution:1'

/** What to read: a workflow, and a task of execution 1. */
export interface AskedFor {
  readonly workflow: string
  readonly task: string
}

/**
 * Calls every read that users have. Lists must succeed even if some of their rows are damaged; reads of single things may
 * fail with `ROW_UNREADABLE`. Returns all other errors.
 */
export async function askEverything(reads: ReadStorage, { workflow, task }: AskedFor): Promise<unknown[]> {
  const of = { workflowExecutionId: 1, task, sequenceNumber: 1 }
  const offered = { namespace: 'default', keys: ['go'], workflowExecutionId: null, afterOffset: 0, endOffset: 1000 }
  const lists = await Promise.allSettled([
    reads.events.list({ beginOffset: 0, limit: 100, newestFirst: true }),
    reads.events.count({ beginOffset: 0 }),
    reads.events.lastSent([{ namespace: 'default', sender: '1/a/1', principal: 'task:1/a/1' }]),
    reads.events.offsetOfTime(2_000_000),
    reads.namespaces.list(PAGE),
    reads.workflows.list({}, PAGE),
    reads.executions.recent([{ namespace: 'default', name: workflow }], 5),
    reads.triggers.findAll({}),
    reads.triggers.list({}, PAGE),
    reads.schedules.findAll({}),
    reads.schedules.list({}, PAGE),
    reads.backfills.list({}, PAGE),
    reads.backfills.executionsAt({ workflowId: 1, schedule: 's', dueTimes: [1] }),
    reads.snapshots.list({ namespace: 'default', workflow }, PAGE),
    reads.executions.list({}, PAGE),
    reads.executions.count({}, [0, 2_000_000]),
    reads.tasks.list({ workflowExecutionId: 1 }, PAGE),
    reads.tasks.list({ workflowExecutionId: 1, task }, PAGE),
    reads.tasks.search({ state: 'living' }, PAGE),
    reads.tasks.search({ state: 'failed' }, PAGE),
    reads.tasks.restarts([of]),
    reads.tasks.latest({ workflowExecutionId: 1, tasks: [task] }, PAGE),
    reads.tasks.metrics(1, PAGE),
    reads.tasks.memories(1),
    reads.tasks.outputs(1, PAGE),
    reads.lanes.namedStates(LANE, PAGE),
    reads.tasks.countPendingStarts(1),
    reads.verdicts.list({ lane: LANE }, PAGE),
    reads.verdicts.notMet({ lane: LANE }),
    reads.lanes.circuits([LANE]),
    reads.verdicts.ofEvent({ offset: 1, limit: 10 }),
    reads.verdicts.ofRule({ lane: LANE, task, rule: 'rule-0', limit: 10 }),
    reads.verdicts.ofStep(1, 10),
    reads.deadLetters.ofEvent(1),
    reads.events.causedBy(1, 10),
    reads.events.offered({ ...offered, limit: 10 }),
    reads.events.offeredByKey({ ...offered, limit: 10 }),
    reads.lanes.states(LANE),
    reads.lanes.inbox(LANE, 10),
    reads.deadLetters.list(PAGE),
    reads.deadLetters.count(),
    reads.deadLetters.countUpTo(1),
    reads.tokens.list(),
    reads.requests.audit({ exceptKeys: [] }, PAGE),
    reads.requests.audit({ exceptKeys: [], ofPeople: true }, PAGE),
  ])
  const single = await Promise.allSettled([
    reads.namespaces.find('team'),
    reads.workflows.find('default', workflow),
    reads.executions.find(1),
    reads.tasks.find(of),
    reads.tasks.summary(of),
    reads.tasks.eventOffsets(of),
    reads.tasks.items({ taskExecutionId: 3 }, PAGE),
    reads.tasks.items({ taskExecutionId: 3, status: 'QUEUED' }, PAGE),
    reads.tasks.item(3, 0),
    reads.tasks.findSuccess({ workflowExecutionId: 1, task, asOf: 1000 }),
    reads.events.find(1),
    reads.executions.creation(1),
    reads.timers.find('timeout:1/'),
    reads.tasks.findStartedBy(of, 1, 10),
    reads.deadLetters.find(1),
    reads.requests.result(1),
  ])
  return [...errorsOf(lists), ...errorsOf(single).filter((error) => !isUnreadable(error))]
}

function errorsOf(answers: readonly PromiseSettledResult<unknown>[]): unknown[] {
  return answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []))
}

function isUnreadable(error: unknown): boolean {
  return isAIFlowError(error) && error.code === 'ROW_UNREADABLE'
}
