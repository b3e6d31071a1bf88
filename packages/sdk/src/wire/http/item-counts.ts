import * as z from 'zod'
import { countSchema } from '../numbers.ts'

/** How many items of a task over a list are where. */
export const itemCountsSchema = z.object({
  total: countSchema,
  notBegun: countSchema,
  /** Begun: at a worker, or about to get a slot of one. */
  running: countSchema,
  /** Wait for their next attempt. */
  retrying: countSchema,
  succeeded: countSchema,
  failed: countSchema,
  stopped: countSchema,
})

/** How many items of a task over a list wait, run and have ended. */
export type ItemCounts = z.infer<typeof itemCountsSchema>
