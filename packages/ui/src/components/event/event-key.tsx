import { Mono } from '../kit/text/mono.tsx'

/** What all events of a kind have in common says nothing in a list of them. */
const PREFIX = /^aiflow\/(?:(?:task|workflow)-status|control|report|timer)\//

/** The key of an event; of those of the system what tells them apart. */
export function EventKey({ eventKey }: { readonly eventKey: string }) {
  return <Mono title={eventKey}>{eventKey.replace(PREFIX, '')}</Mono>
}
