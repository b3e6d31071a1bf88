import { IconClockExclamation } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { dateText } from '../../components/kit/text/time-text.ts'
import { serverQuery } from '../../data/queries/server.ts'
import { Banner } from './banner.tsx'

/** Says why no schedule fires after the clock of the server was set forward and then back. */
export function ClockBanner() {
  const { data: until } = useQuery({ ...serverQuery, select: ({ clockBehindUntil }) => clockBehindUntil ?? null })
  if (until === undefined || until === null) return null
  return (
    <Banner tone="retrying" icon={IconClockExclamation} role="status">
      <strong>No schedule fires</strong> before <time dateTime={new Date(until).toISOString()}>{dateText(until)}</time>:
      the clock of the server is behind its newest event.
    </Banner>
  )
}
