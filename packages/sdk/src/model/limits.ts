/** Length of an expression in the Common Expression Language. Source: docs/limits.md. */
export const MAX_CEL_CHARACTERS = 4096

/** What all texts of one page of a list hold at most, in characters; a page has one item at least. Source: docs/limits.md. */
export const MAX_PAGE_CHARACTERS = 4 * 1024 * 1024

/** An execution that starts with more events than this gets them in several batches. */
export const MAX_BATCH_EVENTS = 1000

/** A batch of events is gathered for 31 days at most. */
export const MAX_BATCH_SECONDS = 31 * 86_400

/** The greatest `maxActiveExecutions` of a workflow. */
export const MAX_ACTIVE_EXECUTIONS = 100_000

/** The greatest `priority` of a task; the least is its negative. */
export const MAX_PRIORITY = 1000
