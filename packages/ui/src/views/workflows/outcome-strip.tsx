import type { RecentExecution } from '@aiflow/sdk/client'
import { Link } from '@tanstack/react-router'
import { moveFocus } from '../../components/kit/layout/move-focus.ts'
import { statusTitle } from '../../components/kit/text/status-badge.tsx'
import { dateText } from '../../components/kit/text/time-text.ts'
import { markColor, toneOf } from '../../theme/states.ts'
import classes from './outcome-strip.module.css'

interface OutcomeStripProps {
  /** Newest first. */
  readonly executions: readonly RecentExecution[]
  readonly label: string
}

/** How the last executions ended, oldest first. Bars differ by height as well as by colour. */
export function OutcomeStrip({ executions, label }: OutcomeStripProps) {
  if (executions.length === 0) return <span className={classes.none}>never started</span>
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: arrow keys only move between the links inside
    <span className={classes.strip} onKeyDown={moveFocus} title={label}>
      {executions.toReversed().map(({ id, status, beginTime }, index) => (
        <Link
          key={id}
          to="/executions/$id"
          params={{ id }}
          className={classes.bar}
          data-status={status}
          style={{ background: markColor(toneOf(status)) }}
          aria-label={`Execution ${id}, ${statusTitle(status)}`}
          title={`${id} · ${statusTitle(status)} · ${dateText(beginTime)}`}
          // Tab reaches one of the bars; the arrow keys reach the others.
          tabIndex={index === executions.length - 1 ? 0 : -1}
        />
      ))}
    </span>
  )
}
