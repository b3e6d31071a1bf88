import * as z from 'zod'
import { textSchema } from '../../app/address/search-schemas.ts'

export const WHY_PARTS = ['ran', 'not', 'rules'] as const

export const whySearchSchema = z.object({
  /** The first task where it is not said. */
  task: textSchema,
  /** Which execution of the task; the latest where it is not said. */
  sequence: z.int().min(1).optional().catch(undefined),
  /** Why it ran, where it is not said. */
  part: z.enum(WHY_PARTS).optional().catch(undefined),
})

export type WhySearch = z.infer<typeof whySearchSchema>
