import type { ExecutionReads } from '../../reads/execution-reads.ts'
import { findCreation } from '../causes.ts'
import type { Read } from '../connection.ts'
import { countExecutions } from '../execution-counts.ts'
import { listRecentExecutions } from '../recent-executions.ts'
import { findWorkflowExecution, listWorkflowExecutions } from '../workflow-executions.ts'

export function createExecutionReads(read: Read): ExecutionReads {
  return {
    find: async (id) => read((connection) => findWorkflowExecution(connection, id)),
    list: async (filter, page) => read((connection) => listWorkflowExecutions(connection, filter, page)),
    count: async (filter, times) => read((connection) => countExecutions(connection, filter, times)),
    recent: async (of, limit) => read((connection) => listRecentExecutions(connection, of, limit)),
    creation: async (workflowExecutionId) => read((connection) => findCreation(connection, workflowExecutionId)),
  }
}
