/** How far the events of the partitions of sources are stored. */
export const cursorsSchema = `
CREATE TABLE cursors (
  source TEXT NOT NULL,
  partition TEXT NOT NULL,
  position TEXT NOT NULL,
  PRIMARY KEY (source, partition)
) STRICT, WITHOUT ROWID;
`
