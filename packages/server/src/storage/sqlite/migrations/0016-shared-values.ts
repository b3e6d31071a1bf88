/**
 * Long values of triggers: one row for all the task executions of a workflow execution that have the same value, instead of a
 * copy in each. Triggers of older versions keep theirs.
 */
export const sharedValuesSchema = `
CREATE TABLE shared_values (
  workflow_execution_id INTEGER NOT NULL,
  -- SHA-256 of the value, hexadecimal.
  hash TEXT NOT NULL,
  -- JSON.
  value TEXT NOT NULL,
  PRIMARY KEY (workflow_execution_id, hash)
) STRICT;
-- Apart from the values, since SQLite reads and writes whole rows.
CREATE TABLE shared_value_uses (
  workflow_execution_id INTEGER NOT NULL,
  hash TEXT NOT NULL,
  -- The number of task executions that have the value.
  uses INTEGER NOT NULL,
  PRIMARY KEY (workflow_execution_id, hash)
) STRICT, WITHOUT ROWID;
-- The hashes of the shared values of the trigger, as JSON.
ALTER TABLE task_executions ADD COLUMN shared TEXT;
`
