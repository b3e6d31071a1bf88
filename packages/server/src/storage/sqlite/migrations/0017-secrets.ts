/** Secrets of namespaces. */
export const secretsSchema = `
CREATE TABLE secrets (
  namespace TEXT NOT NULL,
  name TEXT NOT NULL,
  -- The id of the key of the value.
  key_id TEXT NOT NULL,
  -- Nonce, authentication tag and value, encrypted by AES-256-GCM, in base64.
  sealed TEXT NOT NULL,
  -- The principal that set the value.
  set_by TEXT,
  create_time INTEGER NOT NULL,
  update_time INTEGER NOT NULL,
  PRIMARY KEY (namespace, name)
) STRICT;
`
