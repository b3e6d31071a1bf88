/** What version 0.2.0 added. Columns that a row of 0.1.0 lacks have a default that means "not known". */
export const guaranteesSchema = `
ALTER TABLE verdicts ADD COLUMN saw TEXT;
-- Verdicts like this one on later events: JSON, what each adds to id and offset.
ALTER TABLE verdicts ADD COLUMN others TEXT;
-- From an event to what came of it: in which blocks of 64 ids the verdicts on each 16 offsets stand.
CREATE TABLE verdict_blocks (
  event_block INTEGER NOT NULL,
  verdict_block INTEGER NOT NULL,
  PRIMARY KEY (event_block, verdict_block)
) STRICT, WITHOUT ROWID;
INSERT INTO verdict_blocks SELECT DISTINCT event_offset / 16, id / 64 FROM verdicts;
-- What follows from an event nearly always stands right behind it.
CREATE INDEX events_by_late_cause ON events (cause_offset) WHERE cause_offset < offset - 256;
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
-- Of each 256 offsets, what their events have: one row for many, where an index has one for each.
CREATE TABLE event_kinds (
  namespace TEXT NOT NULL,
  kind TEXT NOT NULL,
  block INTEGER NOT NULL,
  PRIMARY KEY (namespace, kind, block)
) STRICT, WITHOUT ROWID;
CREATE TABLE event_senders (
  sender TEXT NOT NULL,
  namespace TEXT NOT NULL,
  block INTEGER NOT NULL,
  PRIMARY KEY (sender, namespace, block)
) STRICT, WITHOUT ROWID;
INSERT INTO event_kinds SELECT namespace, kind, offset / 256 AS block FROM events GROUP BY namespace, kind, block;
INSERT INTO event_senders
SELECT sender, namespace, offset / 256 AS block FROM events WHERE sender IS NOT NULL GROUP BY sender, namespace, block;
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
