import { Tooltip } from '@mantine/core'
import { agoText, dateText } from './time-text.ts'
import { useNow } from './use-now.ts'

interface TimeAgoProps {
  /** Milliseconds since the epoch. */
  readonly time: number
}

/** How long ago something was, or how soon it will be. The tooltip has the date. */
export function TimeAgo({ time }: TimeAgoProps) {
  const now = useNow()
  return (
    <Tooltip label={dateText(time)}>
      <time dateTime={new Date(time).toISOString()} style={{ whiteSpace: 'nowrap' }}>
        {agoText(time, now)}
      </time>
    </Tooltip>
  )
}
