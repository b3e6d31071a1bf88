/**
 * Large outputs that starts wait with: a row where the output of an upstream changes from one start of a task to the next,
 * instead of one in each start.
 */
export const pendingOutputsSchema = `
CREATE TABLE pending_outputs (
  workflow_execution_id INTEGER NOT NULL,
  task_name TEXT NOT NULL,
  upstream TEXT NOT NULL,
  -- Of the first start that waits with this output; it holds until the next row of the upstream.
  position INTEGER NOT NULL,
  output TEXT NOT NULL,
  PRIMARY KEY (workflow_execution_id, task_name, upstream, position)
) STRICT;
CREATE INDEX pending_outputs_by_position ON pending_outputs (workflow_execution_id, task_name, position);
`
