import * as z from 'zod'
import { storedJsonSchema } from '../model-schemas.ts'
import { offsetSchema } from '../numbers.ts'

export const controlResultSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), value: storedJsonSchema }),
  z.object({
    ok: z.literal(false),
    error: z.object({ code: z.string(), message: z.string(), details: z.record(z.string(), storedJsonSchema) }),
  }),
])

/** `GET /api/v1/control/:offset`: the result of a request that was answered with 202; `result` is null while it waits. */
export const controlStatusSchema = z.object({ offset: offsetSchema, result: controlResultSchema.nullable() })

export type ControlStatus = z.infer<typeof controlStatusSchema>
