import type { Commit } from '../../commit.ts'
import { writeEvents } from '../events/events.ts'
import type { SqliteConnection } from '../file/connection.ts'
import { advanceStore } from '../rows/store-row.ts'
import { writeControlResults } from '../tables/control-results.ts'
import { writeDeadLetters } from '../tables/dead-letters.ts'
import { writeEndedSessions } from '../tables/ended-sessions.ts'
import { writeInbox } from '../tables/inbox.ts'
import { deleteNamespaces, writeNamespaces } from '../tables/namespaces.ts'
import { writePendingStarts } from '../tables/pending-starts.ts'
import { writePools } from '../tables/pools.ts'
import { writeProducerKeys } from '../tables/producer-keys.ts'
import { deleteSchedules, writeSchedules } from '../tables/schedules.ts'
import { deleteSnapshots, writeSnapshots } from '../tables/snapshots.ts'
import { writeStates } from '../tables/states.ts'
import { writeTaskExecutions } from '../tables/task-executions.ts'
import { writeTaskMemories } from '../tables/task-memories.ts'
import { writeTaskMetrics } from '../tables/task-metrics.ts'
import { writeTimers } from '../tables/timers.ts'
import { writeTokens } from '../tables/tokens.ts'
import { deleteTriggers, writeTriggers } from '../tables/triggers.ts'
import { deleteWorkflowExecutions, writeWorkflowExecutions } from '../tables/workflow-executions.ts'
import { deleteWorkflows, writeWorkflows } from '../tables/workflows.ts'
import { writeNotMet } from '../verdicts/not-met.ts'
import { writeVerdicts } from '../verdicts/verdicts.ts'
import type { CommitBlocks } from './commit-blocks.ts'

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
