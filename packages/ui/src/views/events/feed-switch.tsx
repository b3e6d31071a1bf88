import type { EventFilter } from '@aiflow/sdk/client'
import { Button } from '@mantine/core'
import { IconPlayerPause, IconPlayerPlay } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { countText } from '../../components/kit/text/count-text.ts'
import { COUNTED_OFFSETS, newerCountQuery } from '../../data/queries/events.ts'
import { serverQuery } from '../../data/queries/server.ts'
import classes from './feed-switch.module.css'

interface FeedSwitchProps {
  readonly filter: EventFilter
  /** The newest offset to show while the feed is paused. */
  readonly until: number | undefined
  /** The newest offset that is shown now. */
  readonly newest: number
  /** Called with the offset to pause at, or undefined to resume. */
  readonly onChange: (until: number | undefined) => void
}

/** Pauses and resumes the feed. While paused, shows how many events are new. */
export function FeedSwitch({ filter, until, newest, onChange }: FeedSwitchProps) {
  return (
    <div className={classes.switch}>
      <span className={classes.state} data-paused={until === undefined ? undefined : true} role="status">
        <span className={classes.dot} aria-hidden />
        {until === undefined ? 'Live' : <Waiting filter={filter} until={until} />}
      </span>
      {until === undefined ? (
        <Button variant="default" leftSection={<IconPlayerPause size={14} />} onClick={() => onChange(newest)}>
          Pause
        </Button>
      ) : (
        <Button leftSection={<IconPlayerPlay size={14} />} onClick={() => onChange(undefined)}>
          Resume
        </Button>
      )}
    </div>
  )
}

function Waiting({ filter, until }: Pick<FeedSwitchProps, 'filter'> & { readonly until: number }) {
  const { data } = useQuery(newerCountQuery(filter, until))
  const { data: server } = useQuery(serverQuery)
  if (data === undefined) return 'Paused'
  const isMore = server !== undefined && server.lastOffset > until + COUNTED_OFFSETS
  if (data === 0 && !isMore) return 'Paused, nothing new'
  return `Paused, ${countText(data)}${isMore ? ' and more' : ''} new`
}
