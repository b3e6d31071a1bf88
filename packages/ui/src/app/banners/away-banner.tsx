import { IconPlugConnectedX } from '@tabler/icons-react'
import { useLiveState } from '../../data/live/live-provider.tsx'
import { Banner } from './banner.tsx'

/** Says that the page may be out of date while the server is away. */
export function AwayBanner() {
  if (useLiveState() !== 'lost') return null
  return (
    <Banner tone="retrying" icon={IconPlugConnectedX} role="status">
      <strong>The server is unavailable.</strong> Tasks keep running. This page shows the last known state and
      reconnects by itself.
    </Banner>
  )
}
