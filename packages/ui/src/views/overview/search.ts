import * as z from 'zod'

export const overviewSearchSchema = z.object({
  /** How far back the chart goes; a day where it is not said. */
  range: z.enum(['1h', '7d']).optional().catch(undefined),
})
