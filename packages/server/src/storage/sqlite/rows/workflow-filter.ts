import type { NamedFilter, WorkflowFilter } from '../../reads/workflow-reads.ts'

/** The condition on the columns `namespace` and `workflow_name`; an absent filter matches all. */
function workflowCondition(filter: WorkflowFilter): { sql: string; parameters: string[] } {
  const parts: string[] = []
  const parameters: string[] = []
  if (filter.namespace !== undefined) {
    parts.push('namespace = ?')
    parameters.push(filter.namespace)
  }
  if (filter.workflow !== undefined) {
    // Without the namespace, the index on both columns would not give the order of the list; "+" keeps SQLite from using it.
    parts.push(filter.namespace === undefined ? '+workflow_name = ?' : 'workflow_name = ?')
    parameters.push(filter.workflow)
  }
  return { sql: parts.length === 0 ? 'TRUE' : parts.join(' AND '), parameters }
}

/** The same for rows that also have a name. */
export function namedCondition({ name, ...filter }: NamedFilter): { sql: string; parameters: string[] } {
  const { sql, parameters } = workflowCondition(filter)
  return name === undefined ? { sql, parameters } : { sql: `${sql} AND name = ?`, parameters: [...parameters, name] }
}
