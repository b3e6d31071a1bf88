/** Length of an expression in the Common Expression Language. Source: docs/reference/limits.md. */
export const MAX_CEL_CHARACTERS = 4096

/**
 * Maximum length of all texts of one page of a list, in characters; a page has at least one item. Source:
 * docs/reference/limits.md.
 */
export const MAX_PAGE_CHARACTERS = 4 * 1024 * 1024

/** Tasks that one answer shows, with the latest execution of each, about 1 KB of JSON. Source: docs/reference/limits.md. */
export const MAX_PAGE_TASKS = 2500

/** Maximum number of outputs or states in one answer. */
export const MAX_PAGE_VALUES = 10_000

/** Maximum number of events in a batch; an execution with more gets several batches. */
export const MAX_BATCH_EVENTS = 1000

/** A batch of events is gathered for 31 days at most. */
export const MAX_BATCH_SECONDS = 31 * 86_400

/** How long a clean-up may take where its workflow does not say, and the longest that a workflow may give it: a day. */
export const DEFAULT_CLEAN_UP_SECONDS = 300
export const MAX_CLEAN_UP_SECONDS = 86_400

/** Characters of what an approval asks, and of the comment on an answer; the choices that it offers, and who may answer. */
export const MAX_APPROVAL_MESSAGE = 10_000
export const MAX_APPROVAL_COMMENT = 10_000
export const MAX_APPROVAL_CHOICES = 20
export const MAX_APPROVERS = 100

/** Executions that may wait for each other, one below the other, and that may live below one that has no parent. */
export const MAX_CHILD_DEPTH = 10
export const MAX_EXECUTIONS_BELOW = 10_000

/**
 * npm packages that a bundle imports and does not contain, the packages that they need in all, and the size of what is known
 * about these as JSON. Source: docs/reference/limits.md.
 */
export const MAX_NPM_ROOTS = 100
export const MAX_NPM_PACKAGES = 2000
export const MAX_NPM_PACKAGES_BYTES = 4 * 1024 * 1024

/**
 * Items of a task over a list, bytes of the list and of the list of their outputs, as JSON, and how many of them run at once.
 * Source: docs/reference/limits.md.
 */
export const MAX_ITEMS = 10_000
export const MAX_ITEMS_BYTES = 4 * 1024 * 1024
export const MAX_ITEM_OUTPUTS_BYTES = 16 * 1024 * 1024
export const MAX_ITEMS_AT_ONCE = 1000

/** Keys of events that one task declares. */
export const MAX_EMITS = 1000

/** Labels of a workflow or task, and the length of the name or value of one. Source: docs/reference/limits.md. */
export const MAX_LABELS = 32
export const MAX_LABEL_CHARACTERS = 63

/** Length of the description and of the owner of a workflow or task. */
export const MAX_DESCRIPTION_CHARACTERS = 4096
export const MAX_OWNER_CHARACTERS = 256

/** Size of the metadata of a workflow or task, as JSON. */
export const MAX_METADATA_BYTES = 16 * 1024

/** The greatest `maxActiveExecutions` of a workflow. */
export const MAX_ACTIVE_EXECUTIONS = 100_000

/** The greatest `priority` of a task; the least is its negative. */
export const MAX_PRIORITY = 1000

/** Maximum depth of a JSON value: more than anybody needs, and safe for any recursion. */
export const MAX_JSON_DEPTH = 64

/** Maximum depth that a request may add around such a value. */
export const MAX_ENVELOPE_DEPTH = 16

/** Maximum length of a file name in bytes of UTF-8: that of common file systems. */
export const MAX_FILE_NAME_BYTES = 255

/** Maximum length of the path of an extra file in bytes of UTF-8. With the folders of a worker it must stay below 1024. */
export const MAX_FILE_PATH_BYTES = 512

/*
 * Limits of the size of a workflow. An execution is started and judged in one step, which must take about a second at most.
 */
export const MAX_TASKS = 20_000
export const MAX_RULES_PER_TASK = 1000

/** Maximum number of tasks that one condition waits for. */
export const MAX_CONDITION_TASKS = 20_000

/** Maximum number of tasks that all conditions of a workflow wait for: many may judge one change of status. */
export const MAX_TASKS_WAITED_FOR = 200_000

/** Maximum number of events that one condition waits for all of. The newest of each is kept, up to 1 MiB. */
export const MAX_ALL_EVENTS = 100

/** Maximum number of events that one condition waits for any of. */
export const MAX_ANY_EVENTS = 1000

/** Maximum number of triggers, and of schedules, of a workflow. */
export const MAX_TRIGGERS = 1000
export const MAX_SCHEDULES = 1000

/** Maximum number of times of one backfill. Source: docs/reference/limits.md. */
export const MAX_BACKFILL_TIMES = 10_000

/** Maximum number of executions of a backfill that run at once. */
export const MAX_BACKFILL_ACTIVE = 1000

/** Maximum number of backfills that are kept of a workflow; the oldest that has ended makes room for a new one. */
export const MAX_BACKFILLS = 100

/** Maximum length of the definition of one workflow, as JSON. */
export const MAX_DEFINITION_CHARACTERS = 16 * 1024 * 1024

/**
 * The longest duration: 100 years. So a present moment plus a thousand such durations is still a valid date, and a number
 * that the store and JSON hold exactly. For no limit, a duration is left out.
 */
export const MAX_DURATION_SECONDS = 36_525 * 86_400

/** The last moment that a JavaScript date can represent, in milliseconds since the epoch. */
export const MAX_TIME_MS = 8_640_000_000_000_000

/** The greatest `retryBackoff`: more would reach the longest delay at the first retry anyway. */
export const MAX_RETRY_BACKOFF = 1000

/** The greatest `retries` and `retriesOnLost`, besides no limit. */
export const MAX_RETRIES = 1_000_000

/** The greatest `queueLimit` of a rule. */
export const MAX_QUEUED_STARTS = 100_000

/** The longest time between two calls of `getMetrics`. */
export const MAX_METRICS_SECONDS = 86_400
/** The worker leaves out further metrics, and metrics with longer names or values. */
export const MAX_METRICS = 50
export const MAX_METRIC_NAME_CHARACTERS = 64
/** Of one report, as JSON in UTF-8. */
export const MAX_METRICS_BYTES = 16 * 1024

/** Maximum number of tasks that one worker runs at once. */
export const MAX_WORKER_SLOTS = 100_000

/** Maximum number of slots of a pool, which several workers may share. */
export const MAX_POOL_SLOTS = 1_000_000

/** Size of the value of a secret in bytes of UTF-8, secrets of a namespace, and secrets that one task names. */
export const MAX_SECRET_BYTES = 32 * 1024
export const MAX_SECRETS = 1000
export const MAX_TASK_SECRETS = 50

/** Connections of a namespace, and connections that one task names. */
export const MAX_CONNECTIONS = 1000
export const MAX_TASK_CONNECTIONS = 50

/** Workflows, and connections, that a list names as users of a secret or a connection. */
export const MAX_USES_NAMED = 100

/** The largest part of a file, a log or a heap that a number of bytes can ask for: what a number tells exactly. */
export const MAX_BYTES = Number.MAX_SAFE_INTEGER

/** History and logs are kept for 100 years at most. */
export const MAX_HISTORY_DAYS = 36_500

/** Maximum number of unreadable rows that a server names; its log counts the others. */
export const MAX_UNREADABLE_NAMED = 100

/** Maximum number of cursors of sources in one store. */
export const MAX_CURSORS = 10_000

/** Maximum number of tasks, and of events, that an execution names of what it waits for. */
export const MAX_BLOCKED_NAMED = 20

/** How many of the newest runs of a task are looked at for its restarts. */
export const MAX_COUNTED_RUNS = 1000

/** Maximum number of artifacts of one task execution. */
export const MAX_ARTIFACTS = 100

/**
 * Maximum size of the input of one attempt, as JSON: its events, outputs, states, parameters and handle. Source:
 * docs/reference/limits.md.
 */
export const MAX_ATTEMPT_INPUT_BYTES = 64 * 1024 * 1024

/**
 * Maximum size of the input of a condition with code, as JSON: the states of its lane and the event. Source:
 * docs/reference/limits.md.
 */
export const MAX_QUESTION_BYTES = 16 * 1024 * 1024
