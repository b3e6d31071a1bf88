import * as z from 'zod'
import { MAX_TIME_MS } from '../../model/limits.ts'
import { nameSchema, namespaceFilterSchema, storedNameSchema } from '../names.ts'
import { anyNumberSchema, dueTimeSchema, idSchema, offsetSchema, timeSchema } from '../numbers.ts'

/**
 * What a token may do. Each role includes those before it: read (`viewer`); send events, start, stop and pause (`operator`);
 * upload and change definitions (`author`); everything, including tokens and namespaces (`admin`).
 */
export const roleSchema = z.enum(['viewer', 'operator', 'author', 'admin'])

/** `GET /api/v1/tokens` */
export const tokenSchema = z.object({
  id: idSchema,
  name: z.string(),
  role: roleSchema,
  /** The namespaces that it may use; null for all. */
  namespaces: z.array(z.string()).nullable(),
  createTime: timeSchema,
  /** When it expires, in milliseconds since the epoch; null if never. */
  expireTime: dueTimeSchema.nullable(),
  /** When it was last used, accurate to some minutes; null if never. */
  lastUsedTime: timeSchema.nullable(),
})

/** `POST /api/v1/tokens` */
export const createTokenRequestSchema = z
  .object({
    name: nameSchema,
    role: roleSchema,
    namespaces: z.array(storedNameSchema).min(1).max(100).nullable().default(null),
    /** Milliseconds since the epoch. */
    expireTime: z.int().min(0, { error: 'must lie in the future' }).max(MAX_TIME_MS).nullable().default(null),
  })
  .strict()

/** The only answer that contains the secret. The server keeps only a hash of it. */
export const createTokenResponseSchema = tokenSchema.extend({ secret: z.string() })

/** `GET /api/v1/audit`: requested changes, with who requested them and their results. */
export const auditEntrySchema = z.object({
  /** Of the request in the log. */
  offset: offsetSchema,
  time: timeSchema,
  /** The name of the token, or the task execution, that requested it. */
  sender: z.string().nullable(),
  /** The principal, as in events: `token:<name>` or `task:<task execution>`. */
  principal: z.string().nullable().default(null),
  action: z.string(),
  namespace: z.string(),
  /** What the request was about: names, ids and flags. */
  target: z.record(z.string(), z.union([z.string(), anyNumberSchema, z.boolean()])),
  /** `pending`: the request waits for its turn. */
  result: z.enum(['ok', 'refused', 'pending']),
  /** The code of the error, if it was refused. */
  code: z.string().nullable(),
  message: z.string().nullable(),
  requestId: z.string().nullable(),
})

export const listAuditQuerySchema = z.object({
  namespace: namespaceFilterSchema,
  sender: z.string().optional(),
  principal: z.string().optional(),
  /** Include changes that tasks requested, such as setting a state. By default only if a sender or principal is given. */
  all: z.stringbool().default(false),
  action: z.string().optional(),
  /** Milliseconds since the epoch or ISO 8601; inclusive. */
  beginTime: z.string().optional(),
  /** Exclusive. */
  endTime: z.string().optional(),
})

/** What a token may do: each role includes those before it, from reading (`viewer`) to everything (`admin`). */
export type Role = z.infer<typeof roleSchema>
/** A token, without its secret. */
export type TokenResource = z.infer<typeof tokenSchema>
/** A token to create: its name, its role, and the namespaces that it may use. */
export type NewToken = z.input<typeof createTokenRequestSchema>
/** A token that was just created, with its secret. No other answer has the secret. */
export type CreatedToken = z.infer<typeof createTokenResponseSchema>
/** A change that somebody requested, with who requested it and its result. */
export type AuditEntry = z.infer<typeof auditEntrySchema>
