import { Mono } from '../kit/text/mono.tsx'

/** The common prefix of system events is noise in a list. */
const PREFIX = /^aiflow\/(?:(?:task|workflow)-status|control|report|timer)\//

/** The key of an event. System events show only the part that distinguishes them. */
export function EventKey({ eventKey }: { readonly eventKey: string }) {
  return <Mono title={eventKey}>{eventKey.replace(PREFIX, '')}</Mono>
}
