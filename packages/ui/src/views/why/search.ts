import * as z from 'zod'
import { textSchema } from '../../app/address/search-schemas.ts'

export const WHY_PARTS = ['ran', 'not', 'rules'] as const

export const whySearchSchema = z.object({
  /** The first task if absent. */
  task: textSchema,
  /** Which execution of the task; the latest if absent. */
  sequence: z.int().min(1).optional().catch(undefined),
  /** Why it ran, if absent. */
  part: z.enum(WHY_PARTS).optional().catch(undefined),
})

export type WhySearch = z.infer<typeof whySearchSchema>
