import * as z from 'zod'
import { MAX_POOL_SLOTS } from '../../model/limits.ts'
import { countSchema, timeSchema } from '../numbers.ts'

/** Slots that the tasks of a namespace share which name it. */
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
      /** Slots that are taken; more than `slots` where it had more before. */
      busy: countSchema,
      /** Tasks that wait for one. */
      waiting: countSchema,
    }),
  ),
})

/** `PUT /api/v1/pools/:namespace/:name`; 0 slots: nothing starts in it. */
export const setPoolRequestSchema = z.object({ slots: z.int().min(0).max(MAX_POOL_SLOTS) }).strict()
export const poolResponseSchema = poolSchema

export type PoolResource = z.infer<typeof poolSchema>
export type PoolUse = z.infer<typeof listPoolsResponseSchema>['items'][number]
