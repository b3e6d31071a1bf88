import { IconDatabaseOff } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { dateText } from '../../components/kit/text/time-text.ts'
import { useLiveState } from '../../data/live/live-provider.tsx'
import { serverQuery } from '../../data/queries/server.ts'
import { Banner } from './banner.tsx'

/** Says that nothing can be stored or read, and why. Hidden while the server is away, since its state is unknown then. */
export function StoreBanner() {
  const { data: faults } = useQuery({
    ...serverQuery,
    select: ({ storeFault, readFault }) => ({ storeFault, readFault }),
  })
  const isAway = useLiveState() === 'lost'
  if (isAway || faults === undefined) return null
  const { storeFault, readFault } = faults
  if (storeFault) return <WriteBanner fault={storeFault} />
  return readFault ? <ReadBanner fault={readFault} /> : null
}

interface Fault {
  readonly message: string
  readonly since: number
}

function WriteBanner({ fault }: { readonly fault: Fault }) {
  return (
    <Banner tone="failed" icon={IconDatabaseOff} role="alert">
      <strong>Events and requests have been refused</strong> since <Since fault={fault} />, because the server cannot
      store anything. Nothing that was accepted is lost, and tasks keep running. {fault.message}
    </Banner>
  )
}

function ReadBanner({ fault }: { readonly fault: Fault }) {
  return (
    <Banner tone="failed" icon={IconDatabaseOff} role="alert">
      <strong>Lists and searches have failed</strong> since <Since fault={fault} />. {fault.message}
    </Banner>
  )
}

function Since({ fault }: { readonly fault: Fault }) {
  return <time dateTime={new Date(fault.since).toISOString()}>{dateText(fault.since)}</time>
}
