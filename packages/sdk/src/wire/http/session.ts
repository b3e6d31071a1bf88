import * as z from 'zod'
import { storedNameSchema } from '../names.ts'
import { dueTimeSchema } from '../numbers.ts'
import { roleSchema } from './access.ts'

const MAX_SECRET_LENGTH = 512

/** `GET /api/v1/session`: the caller, by a token or by the cookie of a web page. */
export const sessionSchema = z.object({
  /** Of the token. */
  name: z.string(),
  role: roleSchema,
  /** The namespaces that it may use; null for all. */
  namespaces: z.array(storedNameSchema).nullable(),
  /** When the cookie expires; null if a token was sent. */
  expireTime: dueTimeSchema.nullable(),
})

/** `POST /api/v1/session`: begins a session of a web page, by a token or by the code of a one-time link. */
export const beginSessionRequestSchema = z.union([
  z.object({ token: z.string().min(1).max(MAX_SECRET_LENGTH) }).strict(),
  z.object({ code: z.string().min(1).max(MAX_SECRET_LENGTH) }).strict(),
])

/** `POST /api/v1/session/links`: a link that begins one session with the rights of the token, once. */
export const sessionLinkSchema = z.object({
  /** A path of the server. The part after `#` never reaches a log. */
  path: z.string(),
  expireTime: dueTimeSchema,
})

/** Who the server takes the caller for, and what the caller may do. */
export type Session = z.infer<typeof sessionSchema>
/** A link that begins one session of a browser, once. */
export type SessionLink = z.infer<typeof sessionLinkSchema>
/** What begins a session: a token, or the code of a link. */
export type BeginSession = z.infer<typeof beginSessionRequestSchema>
