/** The items of tasks over lists. A row is made when an item begins, so the items without one are those after the last row. */
export const taskItemsSchema = `
-- How many items are where, as JSON.
ALTER TABLE task_executions ADD COLUMN items TEXT;

CREATE TABLE task_item_lists (
  task_execution_id INTEGER PRIMARY KEY,
  workflow_execution_id INTEGER NOT NULL,
  -- JSON; null if it is a shared value.
  list TEXT,
  -- The hash of the shared value in a list, as JSON; null if there is none.
  shared TEXT
) STRICT;

CREATE TABLE task_items (
  task_execution_id INTEGER NOT NULL,
  -- From 0.
  item_index INTEGER NOT NULL,
  workflow_execution_id INTEGER NOT NULL,
  status TEXT NOT NULL,
  attempt_number INTEGER NOT NULL,
  attempt_id TEXT,
  worker_id TEXT,
  boot_id TEXT,
  lost_attempts INTEGER NOT NULL,
  forgiven_attempts INTEGER NOT NULL,
  begin_time INTEGER,
  end_time INTEGER,
  retry_time INTEGER,
  stop_phase TEXT,
  stop_error TEXT,
  outcome TEXT,
  handle TEXT,
  previous_attempts TEXT NOT NULL,
  PRIMARY KEY (task_execution_id, item_index)
) STRICT, WITHOUT ROWID;
`
