import * as z from 'zod'
import { nameSchema, wellFormedSchema } from '../names.ts'
import { countSchema, timeSchema } from '../numbers.ts'

const MAX_PROPERTIES = 100

const propertiesSchema = z
  .record(wellFormedSchema.min(1).max(128), wellFormedSchema.max(4096))
  .refine((properties) => Object.keys(properties).length <= MAX_PROPERTIES, {
    error: `must be at most ${MAX_PROPERTIES} properties`,
  })

/** A separate space of names and events. */
export const namespaceSchema = z.object({
  name: z.string(),
  properties: propertiesSchema,
  /** Rises with each change; the ETag of the namespace. */
  version: countSchema,
  createTime: timeSchema,
})

/** `POST /api/v1/namespaces` */
export const addNamespaceRequestSchema = z
  .object({ name: nameSchema, properties: propertiesSchema.default({}) })
  .strict()

/** `PUT /api/v1/namespaces/:name`: replaces all properties. */
export const setNamespaceRequestSchema = z.object({ properties: propertiesSchema }).strict()

/** A namespace with its properties. */
export type NamespaceResource = z.infer<typeof namespaceSchema>
