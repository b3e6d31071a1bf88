import * as z from 'zod'

/** RFC 9457 problem details, with our stable code. */
export const problemSchema = z.object({
  type: z.string(),
  title: z.string(),
  status: z.int().min(100).max(599),
  detail: z.string(),
  code: z.string(),
  details: z.record(z.string(), z.unknown()).default({}),
  requestId: z.string().optional(),
})

export type Problem = z.infer<typeof problemSchema>
