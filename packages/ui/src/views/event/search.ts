import * as z from 'zod'

export const eventSearchSchema = z.object({
  /** What it caused, as a picture where it is not said. */
  effects: z.enum(['text']).optional().catch(undefined),
})
