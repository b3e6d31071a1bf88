import { IconDatabaseOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { dateText } from '../../components/kit/text/time-text.ts'
import { useLiveState } from '../../data/live/live-provider.tsx'
import { serverQuery } from '../../data/queries/server.ts'
import { Banner } from './banner.tsx'

/** Says that nothing can be stored, and why. Hidden while the server is away, since its state is unknown then. */
export function StoreBanner() {
  const { data: fault } = useQuery({ ...serverQuery, select: ({ storeFault }) => storeFault ?? null })
  const isAway = useLiveState() === 'lost'
  if (!fault || isAway) return null
  return (
    <Banner tone="failed" icon={IconDatabaseOff} role="alert">
      <strong>Events and requests have been refused</strong> since{' '}
      <time dateTime={new Date(fault.since).toISOString()}>{dateText(fault.since)}</time>, because the server cannot
      store anything. Nothing that was accepted is lost, and tasks keep running. {fault.message}
    </Banner>
  )
}
