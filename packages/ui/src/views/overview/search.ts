import * as z from 'zod'

export const OVERVIEW_RANGES = ['1h', '1d', '7d'] as const

export const overviewSearchSchema = z.object({
  /** The period of the chart; the shortest one that has all executions if absent. */
  range: z.enum(OVERVIEW_RANGES).optional().catch(undefined),
})
