/**
 * A row for each start that waits, instead of all of a task in one. Their triggers name events of the log by their offsets;
 * those that were stored before have them whole.
 */
export const pendingStartsSchema = `
CREATE TABLE pending_starts (
  workflow_execution_id INTEGER NOT NULL,
  task_name TEXT NOT NULL,
  position INTEGER NOT NULL,
  event_offset INTEGER NOT NULL,
  depth INTEGER,
  cause TEXT NOT NULL,
  trigger_json TEXT NOT NULL,
  -- The oldest event of the log that it names: history keeps it.
  oldest_event INTEGER,
  PRIMARY KEY (workflow_execution_id, task_name, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX pending_starts_by_oldest_event ON pending_starts (oldest_event) WHERE oldest_event IS NOT NULL;
INSERT INTO pending_starts
SELECT
  workflow_execution_id, task_name, json_each.key + 1, json_extract(value, '$.offset'), json_extract(value, '$.depth'),
  json_extract(value, '$.cause'), json_extract(value, '$.trigger'), NULL
FROM task_memories, json_each(pending_starts);
ALTER TABLE task_memories DROP COLUMN pending_starts;
`
