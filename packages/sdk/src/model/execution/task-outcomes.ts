/** All values of `TaskOutcomes`. */
export const TASK_OUTCOMES = ['allDone', 'anyFailed', 'noneFailed'] as const

/**
 * How tasks have to end. `allDone`: all of them, however. `anyFailed`: one of them, as FAILED. `noneFailed`: all of them, none
 * as FAILED.
 */
export type TaskOutcomes = (typeof TASK_OUTCOMES)[number]
