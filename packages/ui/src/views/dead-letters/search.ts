import * as z from 'zod'
import { textSchema } from '../../app/address/search-schemas.ts'

export const deadLettersSearchSchema = z.object({
  workflow: textSchema,
  execution: z.int().min(1).optional().catch(undefined),
  task: textSchema,
  rule: textSchema,
})

export type DeadLettersSearch = z.infer<typeof deadLettersSearchSchema>
