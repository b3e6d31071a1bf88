import type { Commit } from '../commit.ts'
import type { CommitBlocks } from './commit-blocks.ts'
import type { SqliteConnection } from './connection.ts'
import { writeControlResults } from './control-results.ts'
import { writeDeadLetters } from './dead-letters.ts'
import { writeEndedSessions } from './ended-sessions.ts'
import { writeEvents } from './events.ts'
import { writeInbox } from './inbox.ts'
import { deleteNamespaces, writeNamespaces } from './namespaces.ts'
import { writeNotMet } from './not-met.ts'
import { writePendingStarts } from './pending-starts.ts'
import { writePools } from './pools.ts'
import { writeProducerKeys } from './producer-keys.ts'
import { deleteSchedules, writeSchedules } from './schedules.ts'
import { deleteSnapshots, writeSnapshots } from './snapshots.ts'
import { writeStates } from './states.ts'
import { advanceStore } from './store-row.ts'
import { writeTaskExecutions } from './task-executions.ts'
import { writeTaskMemories } from './task-memories.ts'
import { writeTaskMetrics } from './task-metrics.ts'
import { writeTimers } from './timers.ts'
import { writeTokens } from './tokens.ts'
import { deleteTriggers, writeTriggers } from './triggers.ts'
import { writeVerdicts } from './verdicts.ts'
import { deleteWorkflowExecutions, writeWorkflowExecutions } from './workflow-executions.ts'
import { deleteWorkflows, writeWorkflows } from './workflows.ts'

/** To be called inside a transaction. Compares the epoch first, so that a lost one costs nothing else. */
export function writeCommit(connection: SqliteConnection, commit: Commit, blocks: CommitBlocks): void {
  requireDenseOffsets(commit)
  const lastCreateTime = commit.events.reduce((latest, { createTime }) => Math.max(latest, createTime), 0)
  advanceStore(connection, { ...commit, lastCreateTime })
  writeEvents(connection, commit.events, blocks.events)
  writeProducerKeys(connection, commit.events)
  writeDefinitions(connection, commit)
  writeWorkflowExecutions(connection, commit.workflowExecutions)
  deleteWorkflowExecutions(connection, commit.workflowExecutionsDeleted)
  writeTaskExecutions(connection, commit.taskExecutions)
  writeTaskMemories(connection, commit.taskMemories)
  writePendingStarts(connection, commit)
  writeTaskMetrics(connection, commit.taskMetrics)
  writeStates(connection, commit.states)
  writeTimers(connection, commit.timers)
  writeTokens(connection, commit.tokens, commit.tokensDeleted)
  writeEndedSessions(connection, commit.endedSessions)
  writeInbox(connection, commit)
  writeVerdicts(connection, commit.verdicts, blocks.verdicts)
  writeNotMet(connection, commit.notMet)
  writeDeadLetters(connection, commit)
  writeControlResults(connection, commit.controlResults)
}

/** What has a name is deleted first, since it may have come back under it; what has an id is deleted last. */
function writeDefinitions(connection: SqliteConnection, commit: Commit): void {
  deleteNamespaces(connection, commit.namespacesDeleted)
  deleteSnapshots(connection, commit.snapshotsDeleted)
  deleteWorkflows(connection, commit.workflowsDeleted)
  writeNamespaces(connection, commit.namespaces)
  writePools(connection, commit.pools, commit.poolsDeleted)
  writeSnapshots(connection, commit.snapshots)
  writeWorkflows(connection, commit.workflows)
  writeTriggers(connection, commit.triggers)
  deleteTriggers(connection, commit.triggersDeleted)
  writeSchedules(connection, commit.schedules)
  deleteSchedules(connection, commit.schedulesDeleted)
}

/** Together with the primary key of the events this leaves no gap in the log. */
function requireDenseOffsets({ events, expectedOffset, counters }: Commit): void {
  const isDense =
    counters.lastOffset === expectedOffset + events.length &&
    events.every(({ offset }) => offset > expectedOffset && offset <= counters.lastOffset)
  if (!isDense) {
    throw new Error(
      `A commit of ${events.length} events after offset ${expectedOffset} must end at offset ${expectedOffset + events.length} and hold every offset up to it; it says ${counters.lastOffset}.`,
    )
  }
}
