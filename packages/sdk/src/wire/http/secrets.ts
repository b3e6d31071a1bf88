import * as z from 'zod'
import { MAX_SECRET_BYTES } from '../../model/limits.ts'
import { fitsBytes, wellFormedSchema } from '../names.ts'
import { countSchema, timeSchema } from '../numbers.ts'

/** A secret without its value, which never leaves the server except to an attempt of a task that names it. */
export const secretSchema = z.object({
  namespace: z.string(),
  name: z.string(),
  /** The id of the key that its value is encrypted with. */
  keyId: z.string(),
  /** Who set its value last, as a principal; null for the system. */
  setBy: z.string().nullable(),
  createTime: timeSchema,
  /** When its value was set last. */
  updateTime: timeSchema,
})

/** `GET /api/v1/secrets/:namespace`, by name. */
export const listSecretsResponseSchema = z.object({
  items: z.array(
    secretSchema.extend({
      /** Whether the server has the key of its value. */
      readable: z.boolean(),
      /** The workflows whose newest uploads name it, and the connections that do, at most 100 of each. */
      usedBy: z.object({ workflows: z.array(z.string()), connections: z.array(z.string()) }),
    }),
  ),
})

/** `PUT /api/v1/secrets/:namespace/:name` */
export const setSecretRequestSchema = z
  .object({
    value: wellFormedSchema
      .refine((value) => value !== '', { error: 'must not be empty' })
      .refine((value) => !value.includes('\0'), { error: 'must not contain NUL' })
      .refine((value) => fitsBytes(value, MAX_SECRET_BYTES), { error: `must have at most ${MAX_SECRET_BYTES} bytes` }),
  })
  .strict()

/** `POST /api/v1/secrets/rotate-key` */
export const rotateKeyResponseSchema = z.object({
  /** The id of the key that all values are encrypted with now, except unreadable ones. */
  keyId: z.string(),
  /** How many values were encrypted again. */
  encrypted: countSchema,
  /** Secrets whose key the server does not have, at most 100 of them. */
  unreadable: z.array(secretSchema),
})

/** A secret, without its value. */
export type SecretResource = z.infer<typeof secretSchema>
/** A secret, without its value, and whether the server has its key. */
export type ListedSecret = z.infer<typeof listSecretsResponseSchema>['items'][number]
/** What a rotation of the key of secrets did. */
export type RotatedKey = z.infer<typeof rotateKeyResponseSchema>
