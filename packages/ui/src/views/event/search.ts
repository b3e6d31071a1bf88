import * as z from 'zod'

export const eventSearchSchema = z.object({
  /** How effects are shown; as a picture if absent. */
  effects: z.enum(['text']).optional().catch(undefined),
})
