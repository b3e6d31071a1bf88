import { IconPlugConnectedX } from '@tabler/icons-react'
import { useLiveState } from '../data/live/live-provider.tsx'
import classes from './away-banner.module.css'

/** Says that what is shown may be out of date, for as long as the server is away. */
export function AwayBanner() {
  if (useLiveState() !== 'lost') return null
  return (
    <div className={classes.banner} role="status">
      <IconPlugConnectedX size={16} aria-hidden />
      <span>
        <strong>The server is away.</strong> Tasks run on. What is shown is as of when it left; the page comes back by
        itself.
      </span>
    </div>
  )
}
