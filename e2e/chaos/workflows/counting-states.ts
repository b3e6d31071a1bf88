export const COUNT_STATE = 'count'
export const SUM_STATE = 'sum'

/** The number of events that meet the condition. */
export const EVERY = 3
