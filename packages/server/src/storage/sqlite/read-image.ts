import type { WorkflowExecutionRow } from '../rows.ts'
import type { ExecutionImage, SchedulerImage } from '../storage.ts'
import type { SqliteConnection } from './connection.ts'
import { readEndedSessions } from './ended-sessions.ts'
import { readInbox, readInboxesOfWorkflows } from './inbox.ts'
import { readNamespaces } from './namespaces.ts'
import { readPendingStarts } from './pending-starts.ts'
import { readPools } from './pools.ts'
import { findSchedules } from './schedules.ts'
import { readUsedSnapshots } from './snapshots.ts'
import { readStates, readStatesOfWorkflows } from './states.ts'
import { readStoreRow } from './store-row.ts'
import { readLatestTaskExecutions } from './task-executions.ts'
import { readTaskMemories } from './task-memories.ts'
import { readTimers } from './timers.ts'
import { readTokens } from './tokens.ts'
import { findTriggers } from './triggers.ts'
import { readLivingExecutions } from './workflow-executions.ts'
import { readWorkflows } from './workflows.ts'

/** To be called inside a transaction, so that all of it is of one commit. */
export function readSchedulerImage(connection: SqliteConnection): SchedulerImage {
  return {
    ...readStoreRow(connection),
    namespaces: readNamespaces(connection),
    pools: readPools(connection),
    workflows: readWorkflows(connection),
    snapshots: readUsedSnapshots(connection),
    triggers: findTriggers(connection, {}),
    schedules: findSchedules(connection, {}),
    workflowStates: readStatesOfWorkflows(connection),
    workflowInboxes: readInboxesOfWorkflows(connection),
    executions: readLivingExecutions(connection).map((execution) => readExecutionImage(connection, execution)),
    timers: readTimers(connection),
    tokens: readTokens(connection),
    endedSessions: readEndedSessions(connection),
  }
}

export function readExecutionImage(connection: SqliteConnection, execution: WorkflowExecutionRow): ExecutionImage {
  return {
    execution,
    taskExecutions: readLatestTaskExecutions(connection, execution.id),
    taskMemories: readTaskMemories(connection, execution.id),
    pendingStarts: readPendingStarts(connection, execution.id),
    states: readStates(connection, `execution:${execution.id}`),
    inbox: readInbox(connection, `execution:${execution.id}`),
  }
}
