import type { EventDetail } from '@aiflow/sdk/client'
import { Button } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { EventCard } from '../../components/causes/event-card.tsx'
import { LinkCard } from '../../components/causes/link-card.tsx'
import { type Cause, causesQuery } from './causes-query.ts'
import classes from './picture.module.css'

/** Number of causes to show at first. A button shows the rest. */
const SHOWN = 4

/** The causes of an event, in the order in which they happened. */
export function Causes({ event }: { readonly event: EventDetail }) {
  const [isWhole, setWhole] = useState(false)
  const { data } = useQuery(causesQuery(event))
  if (data === undefined || data.length === 0) return null
  const hidden = isWhole ? 0 : Math.max(0, data.length - SHOWN)
  return (
    <ol className={classes.causes} aria-label="Causes">
      {hidden === 0 ? null : (
        <li className={classes.cause}>
          <Button variant="subtle" size="compact-xs" onClick={() => setWhole(true)} data-stop>
            {hidden} before
          </Button>
        </li>
      )}
      {data.slice(hidden).map((cause, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the past does not change its order
        <li key={hidden + index} className={classes.cause} data-branch>
          <div className={classes.node}>
            <CauseOf cause={cause} />
          </div>
        </li>
      ))}
    </ol>
  )
}

function CauseOf({ cause }: { readonly cause: Cause }) {
  return cause.type === 'event' ? <EventCard event={cause.event} /> : <LinkCard link={cause} />
}
