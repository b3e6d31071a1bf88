import { memo } from 'react'
import { bytesText } from '../../../components/kit/text/bytes-text.ts'
import { LineText, levelOf } from './line-text.tsx'
import type { LogLine as Line } from './log-line-parts.ts'
import classes from './log-view.module.css'

interface LogLineProps {
  readonly line: Line
  /** Null if unknown. */
  readonly number: number | null
  readonly withTime: boolean
  readonly found: string | undefined
  /** It is the target of a jump. */
  readonly isTarget: boolean
}

export const LogLine = memo(function LogLine({ line, number, withTime, found, isTarget }: LogLineProps) {
  const { text, time, missing } = line
  return (
    <>
      {missing === undefined ? null : <div className={classes.gap}>{bytesText(missing)} were removed here.</div>}
      <div className={classes.line} data-level={levelOf(text)} data-target={isTarget || undefined}>
        <span className={classes.number} aria-hidden>
          {number}
        </span>
        {withTime ? (
          <span className={classes.time}>{time === null ? '' : new Date(time).toISOString().slice(11, 23)}</span>
        ) : null}
        <span className={classes.text}>
          <LineText text={text} found={found} />
        </span>
      </div>
    </>
  )
})
