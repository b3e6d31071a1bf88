import * as z from 'zod'

/** A path of this page. Browsers read "//" or "/\" at the beginning as another host. */
const OWN_PATH = /^\/(?![/\\])/

export const loginSearchSchema = z.object({
  /** Where to go after the login. */
  next: z.string().regex(OWN_PATH).optional().catch(undefined),
})
