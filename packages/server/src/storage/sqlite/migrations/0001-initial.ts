/*
 * Columns that are queried are columns, nested data is JSON text. Events have two indices only, since every event pays
 * for them: times are found by binary search over the offsets, because a create time never goes back.
 */
export const initialSchema = `
CREATE TABLE store (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  store_id TEXT NOT NULL,
  epoch INTEGER NOT NULL,
  last_create_time INTEGER NOT NULL,
  last_offset INTEGER NOT NULL,
  last_workflow INTEGER NOT NULL,
  last_trigger INTEGER NOT NULL,
  last_schedule INTEGER NOT NULL,
  last_workflow_execution INTEGER NOT NULL,
  last_task_execution INTEGER NOT NULL,
  last_verdict INTEGER NOT NULL,
  last_dead_letter INTEGER NOT NULL
) STRICT;

CREATE TABLE events (
  offset INTEGER PRIMARY KEY,
  kind TEXT NOT NULL,
  namespace TEXT NOT NULL,
  key TEXT NOT NULL,
  value TEXT,
  sender TEXT,
  context TEXT,
  workflow_execution_id INTEGER,
  create_time INTEGER NOT NULL,
  cause_offset INTEGER,
  depth INTEGER NOT NULL,
  idempotency_key TEXT
) STRICT;
CREATE INDEX events_by_key ON events (key, namespace);
CREATE INDEX events_of_control ON events (kind) WHERE kind = 'control';
CREATE INDEX events_by_execution ON events (workflow_execution_id) WHERE workflow_execution_id IS NOT NULL;

CREATE TABLE producer_keys (
  namespace TEXT NOT NULL,
  sender TEXT NOT NULL,
  idempotency_key TEXT NOT NULL,
  event_offset INTEGER NOT NULL,
  PRIMARY KEY (namespace, sender, idempotency_key)
) STRICT, WITHOUT ROWID;

-- The last offset at a time, to know the age of producer keys after their events are gone.
CREATE TABLE log_marks (
  time INTEGER PRIMARY KEY,
  event_offset INTEGER NOT NULL
) STRICT;

CREATE TABLE namespaces (
  name TEXT PRIMARY KEY,
  properties TEXT NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE workflows (
  id INTEGER PRIMARY KEY,
  namespace TEXT NOT NULL,
  name TEXT NOT NULL,
  enabled INTEGER NOT NULL,
  snapshot_hash TEXT NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL,
  UNIQUE (namespace, name)
) STRICT;

CREATE TABLE snapshots (
  hash TEXT PRIMARY KEY,
  namespace TEXT NOT NULL,
  workflow_name TEXT NOT NULL,
  definition TEXT NOT NULL,
  bundle_blob TEXT NOT NULL,
  source TEXT NOT NULL,
  files TEXT NOT NULL,
  create_time INTEGER NOT NULL
) STRICT;
CREATE INDEX snapshots_by_workflow ON snapshots (namespace, workflow_name, create_time);

CREATE TABLE triggers (
  id INTEGER PRIMARY KEY,
  workflow_id INTEGER NOT NULL,
  namespace TEXT NOT NULL,
  workflow_name TEXT NOT NULL,
  name TEXT NOT NULL,
  condition TEXT NOT NULL,
  parameters TEXT NOT NULL,
  overlap TEXT NOT NULL,
  fan_in TEXT NOT NULL,
  declared INTEGER NOT NULL,
  paused INTEGER NOT NULL,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL
) STRICT;
CREATE INDEX triggers_by_workflow ON triggers (namespace, workflow_name);

CREATE TABLE schedules (
  id INTEGER PRIMARY KEY,
  workflow_id INTEGER NOT NULL,
  namespace TEXT NOT NULL,
  workflow_name TEXT NOT NULL,
  name TEXT NOT NULL,
  expression TEXT NOT NULL,
  timezone TEXT NOT NULL,
  catch_up TEXT NOT NULL,
  parameters TEXT NOT NULL,
  overlap TEXT NOT NULL,
  declared INTEGER NOT NULL,
  paused INTEGER NOT NULL,
  next_time INTEGER,
  last_time INTEGER,
  version INTEGER NOT NULL,
  create_time INTEGER NOT NULL
) STRICT;
CREATE INDEX schedules_by_workflow ON schedules (namespace, workflow_name);

CREATE TABLE workflow_executions (
  id INTEGER PRIMARY KEY,
  workflow_id INTEGER NOT NULL,
  namespace TEXT NOT NULL,
  workflow_name TEXT NOT NULL,
  snapshot_hash TEXT NOT NULL,
  type TEXT NOT NULL,
  status TEXT NOT NULL,
  stopping INTEGER NOT NULL,
  paused INTEGER NOT NULL,
  begin_time INTEGER NOT NULL,
  end_time INTEGER,
  trigger_json TEXT NOT NULL,
  parameters TEXT NOT NULL
) STRICT;
CREATE INDEX workflow_executions_by_workflow ON workflow_executions (workflow_name, namespace);
CREATE INDEX workflow_executions_by_workflow_and_status ON workflow_executions (workflow_name, namespace, status);
CREATE INDEX workflow_executions_by_namespace ON workflow_executions (namespace);
CREATE INDEX workflow_executions_by_status ON workflow_executions (status);
CREATE INDEX workflow_executions_by_end ON workflow_executions (end_time) WHERE end_time IS NOT NULL;
CREATE INDEX workflow_executions_by_snapshot ON workflow_executions (snapshot_hash);

CREATE TABLE task_executions (
  id INTEGER PRIMARY KEY,
  workflow_execution_id INTEGER NOT NULL,
  task_name TEXT NOT NULL,
  sequence_number INTEGER NOT NULL,
  type TEXT NOT NULL,
  status TEXT NOT NULL,
  attempt_number INTEGER NOT NULL,
  attempt_id TEXT,
  worker_id TEXT,
  boot_id TEXT,
  lost_attempts INTEGER NOT NULL,
  create_time INTEGER NOT NULL,
  begin_time INTEGER,
  end_time INTEGER,
  retry_time INTEGER,
  start_offset INTEGER NOT NULL,
  end_offset INTEGER,
  stop_phase TEXT,
  stop_error TEXT,
  outcome TEXT,
  handle TEXT,
  previous_attempts TEXT NOT NULL,
  request_id TEXT,
  trigger_json TEXT NOT NULL,
  UNIQUE (workflow_execution_id, task_name, sequence_number)
) STRICT;
CREATE INDEX task_executions_by_execution ON task_executions (workflow_execution_id);

-- The second of the day is the slot: what is a day old is written over, so that an endless task keeps a bounded number.
CREATE TABLE task_metrics (
  task_execution_id INTEGER NOT NULL,
  slot INTEGER NOT NULL,
  time INTEGER NOT NULL,
  attempt_number INTEGER NOT NULL,
  metrics TEXT NOT NULL,
  PRIMARY KEY (task_execution_id, slot)
) STRICT, WITHOUT ROWID;
CREATE INDEX task_metrics_by_time ON task_metrics (task_execution_id, time);

CREATE TABLE task_memories (
  workflow_execution_id INTEGER NOT NULL,
  task_name TEXT NOT NULL,
  pending_starts TEXT NOT NULL,
  last_output TEXT NOT NULL,
  PRIMARY KEY (workflow_execution_id, task_name)
) STRICT, WITHOUT ROWID;

CREATE TABLE states (
  lane TEXT NOT NULL,
  name TEXT NOT NULL,
  value TEXT NOT NULL,
  PRIMARY KEY (lane, name)
) STRICT, WITHOUT ROWID;

CREATE TABLE tokens (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  role TEXT NOT NULL,
  namespaces TEXT NOT NULL,
  secret_hash TEXT NOT NULL,
  create_time INTEGER NOT NULL,
  expire_time INTEGER,
  last_used_time INTEGER
) STRICT;

CREATE TABLE timers (
  id TEXT PRIMARY KEY,
  due_time INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE inbox (
  lane TEXT NOT NULL,
  event_offset INTEGER NOT NULL,
  code_only INTEGER NOT NULL,
  PRIMARY KEY (lane, event_offset, code_only)
) STRICT, WITHOUT ROWID;

CREATE TABLE verdicts (
  id INTEGER PRIMARY KEY,
  event_offset INTEGER NOT NULL,
  lane TEXT NOT NULL,
  task TEXT,
  rule TEXT NOT NULL,
  verdict TEXT NOT NULL,
  action TEXT,
  reason TEXT,
  result_id INTEGER,
  create_time INTEGER NOT NULL
) STRICT;
CREATE INDEX verdicts_by_lane ON verdicts (lane);

CREATE TABLE not_met (
  lane TEXT NOT NULL,
  task TEXT NOT NULL,
  rule TEXT NOT NULL,
  count INTEGER NOT NULL,
  last_offset INTEGER NOT NULL,
  reason TEXT NOT NULL,
  PRIMARY KEY (lane, task, rule)
) STRICT, WITHOUT ROWID;

CREATE TABLE dead_letters (
  id INTEGER PRIMARY KEY,
  source TEXT NOT NULL,
  namespace TEXT NOT NULL,
  event_offset INTEGER NOT NULL,
  workflow_execution_id INTEGER,
  workflow_name TEXT,
  task TEXT,
  rule TEXT,
  error TEXT NOT NULL,
  create_time INTEGER NOT NULL
) STRICT;

-- What was deleted and has still to be swept: 'execution' or 'workflow'.
CREATE TABLE sweeps (
  kind TEXT NOT NULL,
  id INTEGER NOT NULL,
  namespace TEXT NOT NULL,
  name TEXT NOT NULL,
  last_execution_id INTEGER NOT NULL,
  delete_time INTEGER NOT NULL,
  PRIMARY KEY (kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE control_results (
  event_offset INTEGER PRIMARY KEY,
  result TEXT NOT NULL
) STRICT;
`
