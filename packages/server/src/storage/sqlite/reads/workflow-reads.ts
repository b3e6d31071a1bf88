import type { WorkflowReads } from '../../reads/workflow-reads.ts'
import type { Read } from '../file/connection.ts'
import { findWorkflow, listWorkflows } from '../tables/workflows.ts'

export function createWorkflowReads(read: Read): WorkflowReads {
  return {
    find: async (namespace, name) => read((connection) => findWorkflow(connection, namespace, name)),
    list: async (filter, page) => read((connection) => listWorkflows(connection, filter, page)),
  }
}
