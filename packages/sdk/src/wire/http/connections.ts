import * as z from 'zod'
import { checkConnection, MAX_FIELD_CHARACTERS } from '../../model/connections/check-connection.ts'
import { nameSchema } from '../names.ts'
import { anyNumberSchema, countSchema, timeSchema } from '../numbers.ts'

const MAX_FIELDS = 50
const MAX_FIELD_NAME = 64

const fieldNameSchema = z.string().min(1).max(MAX_FIELD_NAME)
const fieldValueSchema = z.union([z.string().max(MAX_FIELD_CHARACTERS), anyNumberSchema, z.boolean()])
const fieldsSchema = z.record(fieldNameSchema, fieldValueSchema)

/** A connection: how to reach a service. The values of its secret fields are secrets of the same namespace. */
export const connectionSchema = z.object({
  namespace: z.string(),
  name: z.string(),
  /** What kind of service it leads to, such as `postgres`. */
  type: z.string(),
  /** The values of the fields that are not secret. */
  fields: fieldsSchema,
  /** The names of the secrets that hold the values of the other fields, by the name of the field. */
  secrets: z.record(z.string(), z.string()),
  /** Who set it last, as a principal; null for the system. */
  setBy: z.string().nullable(),
  createTime: timeSchema,
  /** When it was set last. */
  updateTime: timeSchema,
})

export const listedConnectionSchema = connectionSchema.extend({
  /** The secrets that it names and that do not exist, as far as that is known without their values. */
  missingSecrets: z.array(z.string()),
  /** The workflows whose newest uploads name it, at most 100 of them. */
  usedBy: z.object({ workflows: z.array(z.string()) }),
})

/** `GET /api/v1/connections/:namespace`, by name. */
export const listConnectionsResponseSchema = z.object({ items: z.array(listedConnectionSchema) })

/** `PUT /api/v1/connections/:namespace/:name` */
export const setConnectionRequestSchema = z
  .object({
    type: z.string().min(1).max(MAX_FIELD_NAME),
    /** A number or a flag may be a text. */
    fields: fieldsSchema.default({}),
    secrets: z.record(fieldNameSchema, nameSchema).default({}),
  })
  .strict()
  .refine(({ fields, secrets }) => Object.keys(fields).length + Object.keys(secrets).length <= MAX_FIELDS, {
    error: `must have at most ${MAX_FIELDS} fields`,
    abort: true,
  })
  .transform((given, context) => {
    const checked = checkConnection(given)
    if (checked.isValid) return { ...given, fields: checked.fields }
    // One issue, since issues without a field of their own count as the same.
    const message = checked.problems.map((problem) => problem.replace(/\.$/, '')).join('; ')
    context.addIssue({ code: 'custom', message })
    return z.NEVER
  })

/** `POST /api/v1/connections/:namespace/:name/test` */
export const testConnectionResponseSchema = z.object({
  /** Whether the service answers as it should. */
  ok: z.boolean(),
  /** What happened, in a sentence for people. */
  message: z.string(),
  /** How long it took, in milliseconds. */
  durationMs: countSchema,
  /** The worker that tried it. */
  workerId: z.string(),
})

/** A connection, without the values of its secrets. */
export type ConnectionResource = z.infer<typeof connectionSchema>
/** A connection, and which of its secrets are missing. */
export type ListedConnection = z.infer<typeof listedConnectionSchema>
/** What a connection is set to. A number or a flag may be a text. */
export type ConnectionToSet = z.input<typeof setConnectionRequestSchema>
/** What the test of a connection found. */
export type ConnectionTest = z.infer<typeof testConnectionResponseSchema>
