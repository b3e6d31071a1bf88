import * as z from 'zod'
import { offsetSchema, timeSchema } from './numbers.ts'

/** A line that holds what was looked for. */
export const logMatchSchema = z.object({
  /** Where the line begins. */
  offset: offsetSchema,
  /** Around what was found, where the line is longer than 4 KiB. */
  line: z.string(),
  /** When it was written, null where that is not known. */
  time: timeSchema.nullable(),
})

/** From this character of a text on, what stands there was written at this time; milliseconds since the epoch. */
export const textTimeSchema = z.object({ at: offsetSchema, time: timeSchema })

export type LogMatch = z.infer<typeof logMatchSchema>
export type TextTime = z.infer<typeof textTimeSchema>
