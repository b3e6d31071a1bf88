/**
 * Blocks of events by key and by execution take the place of two indexes, for which every event paid. They are filled in the
 * order of these indexes, so that each row goes to the end of its table.
 */
export const eventBlocksSchema = `
CREATE TABLE event_keys (
  key TEXT NOT NULL,
  namespace TEXT NOT NULL,
  block INTEGER NOT NULL,
  PRIMARY KEY (key, namespace, block)
) STRICT, WITHOUT ROWID;
CREATE TABLE event_executions (
  workflow_execution_id INTEGER NOT NULL,
  block INTEGER NOT NULL,
  PRIMARY KEY (workflow_execution_id, block)
) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO event_keys
SELECT key, namespace, offset / 256 FROM events INDEXED BY events_by_key ORDER BY key, namespace, offset;
INSERT OR IGNORE INTO event_executions
SELECT workflow_execution_id, offset / 256 FROM events INDEXED BY events_by_execution
WHERE workflow_execution_id IS NOT NULL ORDER BY workflow_execution_id, offset;
DROP INDEX events_by_key;
DROP INDEX events_by_execution;
`
