import * as z from 'zod'

/** A path of this page. Browsers take "//" and "/\" at the beginning for another host. */
const OWN_PATH = /^\/(?![/\\])/

export const loginSearchSchema = z.object({
  /** Where to go after the login. */
  next: z.string().regex(OWN_PATH).optional().catch(undefined),
})
