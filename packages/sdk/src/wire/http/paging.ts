import * as z from 'zod'
import { numberText } from '../numbers.ts'

export const cursorSchema = z.string().max(512).optional()

/** Lists are paged by key: pass `next` of one page as `cursor` of the following call. */
export const pageQuerySchema = z.object({
  limit: numberText(1, 1000).default(100),
  cursor: cursorSchema,
})

export function pageOf<T extends z.ZodType>(item: T) {
  return z.object({ items: z.array(item), next: z.string().nullable() })
}

export type PageQuery = z.infer<typeof pageQuerySchema>
/** A part of a list. `next` is the cursor of the following part, or null on the last one. */
export interface Page<T> {
  items: T[]
  next: string | null
}
