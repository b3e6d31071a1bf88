/** The execution of another workflow that a task waits for, and the task execution that started an execution. */
export const childrenSchema = `
ALTER TABLE task_executions ADD COLUMN child_execution_id INTEGER;
ALTER TABLE workflow_executions ADD COLUMN parent TEXT;
ALTER TABLE workflow_executions ADD COLUMN parent_id INTEGER;
CREATE INDEX workflow_executions_by_parent ON workflow_executions (parent_id) WHERE parent_id IS NOT NULL;
`
