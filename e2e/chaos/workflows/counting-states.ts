export const COUNT_STATE = 'count'
export const SUM_STATE = 'sum'

/** How many events it takes for the condition to be met. */
export const EVERY = 3
