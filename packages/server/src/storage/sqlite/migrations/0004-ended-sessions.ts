/** Sessions of the web page are signed cookies, so what ends one before its time has to be kept. */
export const endedSessionsSchema = `
CREATE TABLE ended_sessions (
  session TEXT PRIMARY KEY,
  expire_time INTEGER NOT NULL,
  end_time INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
`
