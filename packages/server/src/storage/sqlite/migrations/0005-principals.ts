/**
 * Who handed an event in. Of requests it is known for older ones, too; for other events null stands for "not known". What
 * people ask for has an index of its own, since tasks may set states far more often.
 */
export const principalsSchema = `
ALTER TABLE events ADD COLUMN principal TEXT;
UPDATE events SET principal = CASE WHEN instr(sender, '/') > 0 THEN 'task:' ELSE 'token:' END || sender
WHERE kind = 'control' AND sender IS NOT NULL;
CREATE INDEX events_by_people ON events (kind) WHERE kind = 'control' AND substr(principal, 1, 6) = 'token:';
`
