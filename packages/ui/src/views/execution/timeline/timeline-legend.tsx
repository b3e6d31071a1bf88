import { countText } from '../../../components/kit/text/count-text.ts'
import { markColor, type Tone } from '../../../theme/states.ts'
import type { Fill } from './drawing/segment-look.ts'
import classes from './timeline-legend.module.css'

const ENTRIES: readonly { readonly tone: Tone; readonly fill: Fill; readonly text: string }[] = [
  { tone: 'queued', fill: 'hollow', text: 'waits' },
  { tone: 'running', fill: 'solid', text: 'runs' },
  { tone: 'success', fill: 'solid', text: 'succeeded' },
  { tone: 'failed', fill: 'solid', text: 'failed' },
  { tone: 'retrying', fill: 'striped', text: 'retries' },
  { tone: 'stopping', fill: 'striped', text: 'stops' },
  { tone: 'stopped', fill: 'solid', text: 'stopped' },
]

interface TimelineLegendProps {
  /** How many attempts failed. */
  readonly failures: number
}

export function TimelineLegend({ failures }: TimelineLegendProps) {
  return (
    <ul className={classes.legend} aria-label="Colours">
      {ENTRIES.map(({ tone, fill, text }) => (
        <li key={text}>
          <i
            data-fill={fill}
            style={{
              color: markColor(tone),
              backgroundColor: fill === 'solid' ? markColor(tone) : `var(--state-${tone}-soft)`,
            }}
            aria-hidden
          />
          {text}
          {tone === 'failed' && failures > 0 ? <strong>{countText(failures)}</strong> : null}
        </li>
      ))}
      <li>
        <i className={classes.event} aria-hidden />
        event
      </li>
    </ul>
  )
}
