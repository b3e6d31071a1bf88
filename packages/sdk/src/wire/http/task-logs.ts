import * as z from 'zod'
import { logMatchSchema, textTimeSchema } from '../log.ts'
import { countSchema, numberText, offsetSchema } from '../numbers.ts'

/** `GET …/task-executions/:task/:sequence/logs`: one chunk; negative offset counts from the end. */
export const readLogsQuerySchema = z.object({
  offset: numberText(-Number.MAX_SAFE_INTEGER).default(0),
  maxBytes: numberText(1, 1_048_576).default(262_144),
  /** The place of an item, from 0: needed for a task over a list, whose items have logs of their own. */
  item: numberText(0).optional(),
  /** 1, 2, …; the last attempt by default. */
  attempt: numberText(1).optional(),
  /** Begin with what was written at this time or later: milliseconds since the epoch, or ISO 8601. */
  since: z.string().optional(),
  /** Begin with this line, from 1. A negative number counts lines from the end. */
  line: numberText(-Number.MAX_SAFE_INTEGER).optional(),
  /** `line`: begin at the first line at or after the given place, and end with a whole line if more follows. */
  align: z.literal('line').optional(),
})

export const logChunkSchema = z.object({
  /** Where `data` begins: later than requested if the older part is gone. */
  offset: offsetSchema,
  nextOffset: offsetSchema,
  data: z.string(),
  /** Whether the log is complete. */
  complete: z.boolean(),
  /** The first offset that is still kept. */
  begin: offsetSchema.optional(),
  /** The present end of the log. */
  end: offsetSchema.optional(),
  /** Which attempt wrote it: 1, 2, … */
  attempt: countSchema.optional(),
  /** Times of writing, each valid from a character of `data` on; absent if not known. */
  times: z.array(textTimeSchema).optional(),
})

/** `GET …/task-executions/:task/:sequence/logs/search`: lines that hold a text, in order. */
export const searchLogsQuerySchema = z.object({
  text: z
    .string()
    .min(1)
    .max(1000)
    .regex(/^[^\r\n]*$/, { error: 'must be part of one line' }),
  offset: numberText(0).default(0),
  limit: numberText(1, 1000).default(100),
  /** The place of an item, from 0: needed for a task over a list, whose items have logs of their own. */
  item: numberText(0).optional(),
  /** 1, 2, …; the last attempt by default. */
  attempt: numberText(1).optional(),
})

export const logMatchesSchema = z.object({
  matches: z.array(logMatchSchema),
  /** Where to continue: one request searches at most 32 MiB. */
  nextOffset: offsetSchema,
  /** Whether everything was searched and the log is complete. */
  complete: z.boolean(),
  /** Which attempt was searched: 1, 2, … */
  attempt: countSchema.optional(),
})

/** A part of a log. */
export type LogChunk = z.infer<typeof logChunkSchema>
/** Lines of a log that contain a text. */
export type LogMatches = z.infer<typeof logMatchesSchema>
