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

/** Levels of lists and objects in a JSON value: far more than anybody means, far fewer than any recursion can take. */
export const MAX_JSON_DEPTH = 64

/** Levels that a request may put around such a value. */
export const MAX_ENVELOPE_DEPTH = 16

/** A file name in bytes of UTF-8: what the common file systems take. */
export const MAX_FILE_NAME_BYTES = 255

/** The path of an extra file in bytes of UTF-8: it stands below folders of a worker, and machines take 1024 in all. */
export const MAX_FILE_PATH_BYTES = 512
