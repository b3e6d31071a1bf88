import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import type { ReadStorage } from '../storage/storage.ts'

const PAGE = { limit: 100 }
const LANE = 'execution:1'

/** Who is asked for: some workflow, and a task of execution 1. */
export interface AskedFor {
  readonly workflow: string
  readonly task: string
}

/**
 * Asks for all that people may ask for. Lists must answer whatever single rows of them are; single things may say that they
 * cannot be read. Returns the other errors.
 */
export async function askEverything(reads: ReadStorage, { workflow, task }: AskedFor): Promise<unknown[]> {
  const of = { workflowExecutionId: 1, task, sequenceNumber: 1 }
  const offered = { namespace: 'default', keys: ['go'], workflowExecutionId: null, afterOffset: 0, endOffset: 1000 }
  const lists = await Promise.allSettled([
    reads.listEvents({ beginOffset: 0, limit: 100, newestFirst: true }),
    reads.countEvents({ beginOffset: 0 }),
    reads.listLastSentEvents([{ namespace: 'default', sender: '1/a/1', principal: 'task:1/a/1' }]),
    reads.offsetOfTime(2_000_000),
    reads.listNamespaces(PAGE),
    reads.listWorkflows({}, PAGE),
    reads.listRecentExecutions([{ namespace: 'default', name: workflow }], 5),
    reads.listTriggers({}),
    reads.pageTriggers({}, PAGE),
    reads.listSchedules({}),
    reads.pageSchedules({}, PAGE),
    reads.listSnapshots({ namespace: 'default', workflow }, PAGE),
    reads.listWorkflowExecutions({}, PAGE),
    reads.countExecutions({}, [0, 2_000_000]),
    reads.listTaskExecutions({ workflowExecutionId: 1 }, PAGE),
    reads.listTaskExecutions({ workflowExecutionId: 1, task }, PAGE),
    reads.findTaskExecutions({ state: 'living' }, PAGE),
    reads.findTaskExecutions({ state: 'failed' }, PAGE),
    reads.listLatestOfTasks({ workflowExecutionId: 1, tasks: [task] }, PAGE),
    reads.listTaskMetrics(1, PAGE),
    reads.listTaskMemories(1),
    reads.listOutputs(1, PAGE),
    reads.listNamedStates(LANE, PAGE),
    reads.countPendingStarts(1),
    reads.listVerdicts({ lane: LANE }, PAGE),
    reads.listNotMet({ lane: LANE }),
    reads.listCircuits([LANE]),
    reads.listVerdictsOfEvent({ offset: 1, limit: 10 }),
    reads.listVerdictsOfRule({ lane: LANE, task, rule: 'rule-0', limit: 10 }),
    reads.listVerdictsOfStep(1, 10),
    reads.listDeadLettersOfEvent(1),
    reads.listCausedEvents(1, 10),
    reads.listOfferedEvents({ ...offered, limit: 10 }),
    reads.listOfferedEventsByKey({ ...offered, limit: 10 }),
    reads.listStates(LANE),
    reads.listInbox(LANE, 10),
    reads.listDeadLetters(PAGE),
    reads.countDeadLetters(),
    reads.listTokens(),
    reads.listAudit({ exceptKeys: [] }, PAGE),
    reads.listAudit({ exceptKeys: [], ofPeople: true }, PAGE),
  ])
  const single = await Promise.allSettled([
    reads.findNamespace('team'),
    reads.findWorkflow('default', workflow),
    reads.findWorkflowExecution(1),
    reads.findTaskExecution(of),
    reads.findSuccess({ workflowExecutionId: 1, task, asOf: 1000 }),
    reads.findEvent(1),
    reads.findCreation(1),
    reads.findTimer('timeout:1/'),
    reads.findTaskExecutionStartedBy(of, 1, 10),
    reads.findDeadLetter(1),
    reads.findControlResult(1),
  ])
  return [...errorsOf(lists), ...errorsOf(single).filter((error) => !isUnreadable(error))]
}

function errorsOf(answers: readonly PromiseSettledResult<unknown>[]): unknown[] {
  return answers.flatMap((answer) => (answer.status === 'rejected' ? [answer.reason] : []))
}

function isUnreadable(error: unknown): boolean {
  return isAIFlowError(error) && error.code === 'ROW_UNREADABLE'
}
