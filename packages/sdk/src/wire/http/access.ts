import * as z from 'zod'
import { MAX_TIME_MS } from '../../model/limits.ts'
import { nameSchema, namespaceFilterSchema, storedNameSchema } from '../names.ts'
import { anyNumberSchema, dueTimeSchema, idSchema, offsetSchema, timeSchema } from '../numbers.ts'

/**
 * What a token may do, each role all that those before it may: look (`viewer`); send events, start, stop, pause (`operator`);
 * upload and change what is defined (`author`); everything, tokens and namespaces included (`admin`).
 */
export const roleSchema = z.enum(['viewer', 'operator', 'author', 'admin'])

/** `GET /api/v1/tokens` */
export const tokenSchema = z.object({
  id: idSchema,
  name: z.string(),
  role: roleSchema,
  /** Those it is good for; null: all of them. */
  namespaces: z.array(z.string()).nullable(),
  createTime: timeSchema,
  /** From then on it is good for nothing; null: it never expires. */
  expireTime: dueTimeSchema.nullable(),
  /** To within some minutes; null: it was not used yet. */
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

/** The only answer that holds the secret: the server keeps a hash of it. */
export const createTokenResponseSchema = tokenSchema.extend({ secret: z.string() })

/** `GET /api/v1/audit`: what was asked to be changed, by whom, and what became of it. */
export const auditEntrySchema = z.object({
  /** Of the request in the log. */
  offset: offsetSchema,
  time: timeSchema,
  /** The name of a token, or the task execution that asked. */
  sender: z.string().nullable(),
  /** The same as an event has it: `token:<name>` or `task:<task execution>`. */
  principal: z.string().nullable().default(null),
  action: z.string(),
  namespace: z.string(),
  /** What the request was about: names, ids and flags. */
  target: z.record(z.string(), z.union([z.string(), anyNumberSchema, z.boolean()])),
  /** `pending`: the request waits for its turn. */
  result: z.enum(['ok', 'refused', 'pending']),
  /** Of the error, where it was refused. */
  code: z.string().nullable(),
  message: z.string().nullable(),
  requestId: z.string().nullable(),
})

export const listAuditQuerySchema = z.object({
  namespace: namespaceFilterSchema,
  sender: z.string().optional(),
  principal: z.string().optional(),
  /** Also what tasks asked for, such as setting a state; without it only what people did, unless it says who. */
  all: z.stringbool().default(false),
  action: z.string().optional(),
  /** Milliseconds since the epoch or ISO 8601; inclusive. */
  beginTime: z.string().optional(),
  /** Exclusive. */
  endTime: z.string().optional(),
})

export type Role = z.infer<typeof roleSchema>
export type TokenResource = z.infer<typeof tokenSchema>
export type NewToken = z.input<typeof createTokenRequestSchema>
export type CreatedToken = z.infer<typeof createTokenResponseSchema>
export type AuditEntry = z.infer<typeof auditEntrySchema>
