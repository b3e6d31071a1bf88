/** What asked for the stop of a task execution; null where nothing did, and for what older versions stopped. */
export const stoppedBySchema = `
ALTER TABLE task_executions ADD COLUMN stopped_by TEXT;
`
