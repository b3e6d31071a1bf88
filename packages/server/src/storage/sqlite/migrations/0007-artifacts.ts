/** What tasks leave: JSON, null where there is nothing. */
export const artifactsSchema = `
ALTER TABLE task_executions ADD COLUMN artifacts TEXT;
CREATE INDEX task_executions_with_artifacts ON task_executions (id) WHERE artifacts IS NOT NULL;
`
