/** What authors say about a workflow: lists show it, and are filtered by it. Definitions from before have none of it. */
export const labelsSchema = `
ALTER TABLE workflows ADD COLUMN description TEXT;
ALTER TABLE workflows ADD COLUMN owner TEXT;
ALTER TABLE workflows ADD COLUMN labels TEXT NOT NULL DEFAULT '{}';
`
