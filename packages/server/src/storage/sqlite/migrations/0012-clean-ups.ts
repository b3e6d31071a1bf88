/** How far the clean-up of an execution that is stopped has come, as JSON; null where there is none. */
export const cleanUpsSchema = `
ALTER TABLE workflow_executions ADD COLUMN clean_up TEXT;
`
