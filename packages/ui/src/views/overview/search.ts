import * as z from 'zod'

export const overviewSearchSchema = z.object({
  /** The period of the chart; a day if absent. */
  range: z.enum(['1h', '7d']).optional().catch(undefined),
})
