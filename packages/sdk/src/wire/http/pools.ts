import * as z from 'zod'
import { MAX_POOL_SLOTS } from '../../model/limits.ts'
import { countSchema, timeSchema } from '../numbers.ts'

/** Slots that tasks of a namespace share. */
const poolSchema = z.object({
  namespace: z.string(),
  name: z.string(),
  slots: countSchema,
  createTime: timeSchema,
})

/** `GET /api/v1/pools/:namespace`, by name. */
export const listPoolsResponseSchema = z.object({
  items: z.array(
    poolSchema.extend({
      /** Slots in use; more than `slots` if the pool had more before. */
      busy: countSchema,
      /** The number of tasks that wait for a slot. */
      waiting: countSchema,
    }),
  ),
})

/** `PUT /api/v1/pools/:namespace/:name`; 0 slots: nothing starts in it. */
export const setPoolRequestSchema = z.object({ slots: z.int().min(0).max(MAX_POOL_SLOTS) }).strict()
export const poolResponseSchema = poolSchema

/** A pool: a number of slots that tasks of a namespace share. */
export type PoolResource = z.infer<typeof poolSchema>
/** A pool with the slots that are in use, and the tasks that wait for one. */
export type PoolUse = z.infer<typeof listPoolsResponseSchema>['items'][number]
