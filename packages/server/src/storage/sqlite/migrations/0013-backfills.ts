/** Backfills, and the one that started an execution. */
export const backfillsSchema = `
CREATE TABLE backfills (
  id INTEGER PRIMARY KEY,
  workflow_id INTEGER NOT NULL,
  namespace TEXT NOT NULL,
  workflow_name TEXT NOT NULL,
  schedule TEXT,
  expression TEXT NOT NULL,
  timezone TEXT NOT NULL,
  anchor_time INTEGER NOT NULL,
  parameters TEXT NOT NULL,
  range_from INTEGER NOT NULL,
  range_to INTEGER NOT NULL,
  times_order TEXT NOT NULL,
  max_active INTEGER NOT NULL,
  reprocess TEXT NOT NULL,
  status TEXT NOT NULL,
  paused INTEGER NOT NULL,
  stopping INTEGER NOT NULL,
  total INTEGER NOT NULL,
  counts TEXT NOT NULL,
  last_time INTEGER,
  request_offset INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  end_time INTEGER
) STRICT;
CREATE INDEX backfills_by_workflow ON backfills (namespace, workflow_name);
ALTER TABLE store ADD COLUMN last_backfill INTEGER NOT NULL DEFAULT 0;
ALTER TABLE workflow_executions ADD COLUMN backfill_id INTEGER;
CREATE INDEX workflow_executions_by_backfill ON workflow_executions (backfill_id) WHERE backfill_id IS NOT NULL;
`
