import type { ExecutionReads } from '../../reads/execution-reads.ts'
import { findCreation } from '../events/causes.ts'
import { countExecutions } from '../executions/execution-counts.ts'
import { listRecentExecutions } from '../executions/recent-executions.ts'
import type { Read } from '../file/connection.ts'
import { findWorkflowExecution, listWorkflowExecutions } from '../tables/workflow-executions.ts'

export function createExecutionReads(read: Read): ExecutionReads {
  return {
    find: async (id) => read((connection) => findWorkflowExecution(connection, id)),
    list: async (filter, page) => read((connection) => listWorkflowExecutions(connection, filter, page)),
    count: async (filter, times) => read((connection) => countExecutions(connection, filter, times)),
    recent: async (of, limit) => read((connection) => listRecentExecutions(connection, of, limit)),
    creation: async (workflowExecutionId) => read((connection) => findCreation(connection, workflowExecutionId)),
  }
}
