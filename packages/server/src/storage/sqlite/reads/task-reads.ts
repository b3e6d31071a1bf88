import type { TaskReads } from '../../reads/task-reads.ts'
import { findTaskExecutions } from '../executions/found-task-executions.ts'
import { listLatestOfTasks } from '../executions/latest-of-tasks.ts'
import { listItems, showItem } from '../executions/list-items.ts'
import { listTaskExecutions } from '../executions/list-task-executions.ts'
import { countRestarts } from '../executions/restart-counts.ts'
import type { Read } from '../file/connection.ts'
import { countPendingStarts } from '../tables/pending-starts.ts'
import {
  findEventOffsets,
  findSuccess,
  findTaskExecution,
  findTaskExecutionStartedBy,
  findTaskSummary,
} from '../tables/task-executions.ts'
import { listOutputs, readTaskMemories } from '../tables/task-memories.ts'
import { listTaskMetrics } from '../tables/task-metrics.ts'

export function createTaskReads(read: Read): TaskReads {
  return {
    find: async (name) => read((connection) => findTaskExecution(connection, name)),
    summary: async (name) => read((connection) => findTaskSummary(connection, name)),
    eventOffsets: async (name) => read((connection) => findEventOffsets(connection, name)),
    list: async (filter, page) => read((connection) => listTaskExecutions(connection, filter, page)),
    search: async (search, page) => read((connection) => findTaskExecutions(connection, search, page)),
    findSuccess: async (query) => read((connection) => findSuccess(connection, query)),
    findStartedBy: async (after, offset, within) =>
      read((connection) => findTaskExecutionStartedBy(connection, { after, offset, within })),
    restarts: async (of) => read((connection) => countRestarts(connection, of)),
    latest: async (of, page) => read((connection) => listLatestOfTasks(connection, of, page)),
    items: async (query, page) => read((connection) => listItems(connection, query, page)),
    item: async (taskExecutionId, index) => read((connection) => showItem(connection, taskExecutionId, index)),
    metrics: async (taskExecutionId, page) => read((connection) => listTaskMetrics(connection, taskExecutionId, page)),
    memories: async (workflowExecutionId) => read((connection) => readTaskMemories(connection, workflowExecutionId)),
    outputs: async (workflowExecutionId, page) =>
      read((connection) => listOutputs(connection, workflowExecutionId, page)),
    async countPendingStarts(workflowExecutionId: number): Promise<ReadonlyMap<string, number>> {
      const counts = read((connection) => countPendingStarts(connection, [workflowExecutionId]))
      return new Map(counts.map(({ taskName, length }) => [taskName, length]))
    },
  }
}
