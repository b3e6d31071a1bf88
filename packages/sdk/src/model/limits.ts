/** Length of an expression in the Common Expression Language. Source: docs/limits.md. */
export const MAX_CEL_CHARACTERS = 4096

/** What all texts of one page of a list hold at most, in characters; a page has one item at least. Source: docs/limits.md. */
export const MAX_PAGE_CHARACTERS = 4 * 1024 * 1024

/** Tasks that one answer shows, with the latest execution of each: as JSON, each is about 1 KB. Source: docs/limits.md. */
export const MAX_PAGE_TASKS = 2500

/** Outputs or states that one answer shows, however small. */
export const MAX_PAGE_VALUES = 10_000

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

/*
 * How large a workflow can be: an execution is started, and judged, in one step as a whole, which must be over in about a
 * second.
 */
export const MAX_TASKS = 20_000
export const MAX_RULES_PER_TASK = 1000

/** Tasks that one condition waits for. */
export const MAX_CONDITION_TASKS = 20_000

/** Tasks that all conditions of a workflow wait for: one change of status may be judged by many of them. */
export const MAX_TASKS_WAITED_FOR = 200_000

/** Events that one condition waits for all of: of each the newest is remembered, 1 MiB at most. */
export const MAX_ALL_EVENTS = 100

/** Events that one condition waits for any of. */
export const MAX_ANY_EVENTS = 1000

/** Triggers of a workflow, and schedules. */
export const MAX_TRIGGERS = 1000
export const MAX_SCHEDULES = 1000

/** Of the definition of one workflow, as JSON. */
export const MAX_DEFINITION_CHARACTERS = 16 * 1024 * 1024

/**
 * The longest duration of whatever kind: 100 years. So a moment of our time plus any duration, or a thousand of them, is a
 * date, and a number that the store and JSON hold exactly. Who wants no limit leaves it out.
 */
export const MAX_DURATION_SECONDS = 36_525 * 86_400

/** The last moment that a date of JavaScript can be, in milliseconds since the epoch. */
export const MAX_TIME_MS = 8_640_000_000_000_000

/** The greatest `retryBackoff`: more would lead to the longest delay at the first retry anyway. */
export const MAX_RETRY_BACKOFF = 1000

/** The greatest `retries` and `retriesOnLost` beside no limit. */
export const MAX_RETRIES = 1_000_000

/** The greatest `queueLimit` of a rule. */
export const MAX_QUEUED_STARTS = 100_000

/** The longest time between two calls of `getMetrics`. */
export const MAX_METRICS_SECONDS = 86_400

/** How many tasks one worker runs at once at most. */
export const MAX_WORKER_SLOTS = 100_000

/** Slots of a pool, which several workers may share. */
export const MAX_POOL_SLOTS = 1_000_000

/** The largest part of a file, a log or a heap that a number of bytes can ask for: what a number tells exactly. */
export const MAX_BYTES = Number.MAX_SAFE_INTEGER

/** History and logs are kept for 100 years at most. */
export const MAX_HISTORY_DAYS = 36_500

/** Rows of the store that cannot be read, of which a server tells; the others are counted in its log. */
export const MAX_UNREADABLE_NAMED = 100

/** Files that one task execution may leave. */
export const MAX_ARTIFACTS = 100

/** What one attempt is given at most, as JSON: its events, outputs, states, parameters and handle. Source: docs/limits.md. */
export const MAX_ATTEMPT_INPUT_BYTES = 64 * 1024 * 1024

/** What a condition with code is asked with at most, as JSON: the states of its lane and the event. Source: docs/limits.md. */
export const MAX_QUESTION_BYTES = 16 * 1024 * 1024
