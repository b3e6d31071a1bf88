import * as z from 'zod'
import { MAX_BLOCKED_NAMED } from '../../model/limits.ts'
import { countSchema } from '../numbers.ts'

/** A task that cannot start any more, with the reason in words. */
const blockedTaskSchema = z.object({ task: z.string(), reason: z.string() })

/** An event that a task waits for. */
const awaitedEventSchema = z.object({
  task: z.string(),
  /** Null for any event. */
  key: z.string().nullable(),
  /** The event in words, with its filter. */
  waitsFor: z.string(),
  /** Who sends it, or why nothing hears it, in words. */
  reason: z.string(),
})

/** What keeps a living execution from going on by itself. */
export const blockedSchema = z.object({
  /** Tasks that never ran and cannot start any more, because one that they wait for is FAILED, STOPPED, or one of them. */
  tasks: z.object({ count: countSchema, first: z.array(blockedTaskSchema).max(MAX_BLOCKED_NAMED) }),
  /** No task is alive, no event waits to be judged and no timer is set: only an event, or a start by hand, can start something. */
  idle: z.boolean(),
  /** While it is idle: what its tasks wait for. */
  events: z.object({ count: countSchema, first: z.array(awaitedEventSchema).max(MAX_BLOCKED_NAMED) }),
})

/** What keeps a living workflow execution from going on by itself. */
export type Blocked = z.infer<typeof blockedSchema>
