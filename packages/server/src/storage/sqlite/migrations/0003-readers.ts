/**
 * What version 0.3.0 takes out of events of older stores, since nobody may read it there: hashes of secrets, definitions for
 * other namespaces, and what belongs to no namespace. Which namespaces a file is of, snapshots know from now on.
 */
export const readersSchema = `
UPDATE events SET value = json_remove(value, '$.secretHash')
WHERE kind = 'control' AND key = 'aiflow/control/createToken';
-- A try of a dead letter kept the event that it was about.
UPDATE events SET value = json_remove(value, '$.event')
WHERE kind = 'control' AND key = 'aiflow/control/retryDeadLetter'
  AND json_extract(value, '$.event.key') = 'aiflow/control/createToken';
UPDATE events SET value = json_set(value, '$.definitions', (
  SELECT json_group_array(json(item.value)) FROM json_each(events.value, '$.definitions') AS item
  WHERE json_extract(item.value, '$.definition.namespace') = events.namespace
))
WHERE kind = 'control' AND key = 'aiflow/control/upload' AND EXISTS (
  SELECT 1 FROM json_each(events.value, '$.definitions') AS item
  WHERE json_extract(item.value, '$.definition.namespace') <> events.namespace
);
UPDATE events SET namespace = '*'
WHERE kind = 'control' AND key IN (
  'aiflow/control/createToken', 'aiflow/control/revokeToken', 'aiflow/control/noteTokenUse', 'aiflow/control/workerReady'
);
INSERT OR IGNORE INTO event_kinds
SELECT DISTINCT namespace, kind, offset / 256 FROM events WHERE kind = 'control' AND namespace = '*';
INSERT OR IGNORE INTO event_senders
SELECT DISTINCT sender, namespace, offset / 256 FROM events
WHERE kind = 'control' AND namespace = '*' AND sender IS NOT NULL;
UPDATE snapshots SET source = json_set(source, '$.namespaces', (
  SELECT json_group_array(DISTINCT other.namespace) FROM snapshots AS other WHERE other.bundle_blob = snapshots.bundle_blob
))
WHERE json_type(source) = 'object';
`
