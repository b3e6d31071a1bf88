import { IconPlugConnectedX } from '@tabler/icons-react'
import { useLiveState } from '../../data/live/live-provider.tsx'
import { Banner } from './banner.tsx'

/** Says that what is shown may be out of date, for as long as the server is away. */
export function AwayBanner() {
  if (useLiveState() !== 'lost') return null
  return (
    <Banner tone="retrying" icon={IconPlugConnectedX} role="status">
      <strong>The server is away.</strong> Tasks run on. What is shown is as of when it left; the page comes back by
      itself.
    </Banner>
  )
}
