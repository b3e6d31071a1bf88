/** Connections of namespaces. */
export const connectionsSchema = `
CREATE TABLE connections (
  namespace TEXT NOT NULL,
  name TEXT NOT NULL,
  type TEXT NOT NULL,
  -- JSON: the values of the fields that are not secret, and the names of the secrets for the other ones, by field.
  fields TEXT NOT NULL,
  secrets TEXT NOT NULL,
  -- The principal that set it.
  set_by TEXT,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL,
  PRIMARY KEY (namespace, name)
) STRICT;
`
