/** What version 0.2.0 added. Columns that a row of 0.1.0 lacks have a default that means "not known". */
export const guaranteesSchema = `
-- From an event to what came of it.
ALTER TABLE verdicts ADD COLUMN saw TEXT;
CREATE INDEX verdicts_by_event ON verdicts (event_offset);
CREATE INDEX events_by_cause ON events (cause_offset) WHERE cause_offset IS NOT NULL;
CREATE INDEX dead_letters_by_event ON dead_letters (event_offset);
ALTER TABLE task_executions ADD COLUMN forgiven_attempts INTEGER NOT NULL DEFAULT 0;

ALTER TABLE workflow_executions ADD COLUMN failure_reason TEXT;

ALTER TABLE workflow_executions ADD COLUMN waits_for TEXT;

CREATE TABLE pools (
  namespace TEXT NOT NULL,
  name TEXT NOT NULL,
  slots INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  PRIMARY KEY (namespace, name)
) STRICT, WITHOUT ROWID;

-- Lists that a filter narrows stop at their limit however rare what they look for is.
DROP INDEX workflow_executions_by_namespace;
DROP INDEX workflow_executions_by_status;
DROP INDEX workflow_executions_by_workflow_and_status;
CREATE INDEX workflow_executions_by_status_and_type ON workflow_executions (status, type);
CREATE INDEX workflow_executions_by_namespace_and_status ON workflow_executions (namespace, status, type);
CREATE INDEX workflow_executions_by_workflow_and_status ON workflow_executions (workflow_name, namespace, status, type);
CREATE INDEX events_by_namespace_and_kind ON events (namespace, kind);
CREATE INDEX events_by_sender ON events (sender, namespace) WHERE sender IS NOT NULL;
-- The log does not keep the request that an event came with; what it starts after waiting should still tell it.
ALTER TABLE inbox ADD COLUMN request_id TEXT;
ALTER TABLE triggers ADD COLUMN last_time INTEGER;
ALTER TABLE dead_letters ADD COLUMN tries INTEGER NOT NULL DEFAULT 1;
ALTER TABLE dead_letters ADD COLUMN last_try_time INTEGER;
ALTER TABLE dead_letters ADD COLUMN retry_offset INTEGER;
ALTER TABLE dead_letters ADD COLUMN context TEXT NOT NULL DEFAULT 'null';
-- What lives or failed, over all executions: small parts of the table.
CREATE INDEX task_executions_living ON task_executions (id) WHERE end_time IS NULL;
CREATE INDEX task_executions_failed ON task_executions (id) WHERE status = 'FAILED';
`
