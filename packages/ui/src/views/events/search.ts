import * as z from 'zod'
import { sinceSchema, textSchema } from '../../app/address/search-schemas.ts'
import { EVENT_KINDS } from '../../data/event-kinds.ts'

const offsetSchema = z.int().min(0).optional().catch(undefined)

/** Every filter is part of the address. */
export const eventsSearchSchema = z.object({
  key: textSchema,
  kind: z.enum(EVENT_KINDS).optional().catch(undefined),
  sender: textSchema,
  /** The token, task or worker that sent the event, such as `token:ci`. */
  principal: textSchema,
  execution: offsetSchema,
  since: sinceSchema,
  /** The newest offset to show: the feed is paused. */
  until: offsetSchema,
})

export type EventsSearch = z.infer<typeof eventsSearchSchema>
