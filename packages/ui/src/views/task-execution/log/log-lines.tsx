import { Button, Loader } from '@mantine/core'
import { IconArrowDown, IconFileText } from '@tabler/icons-react'
import { useVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useEffect, useRef } from 'react'
import { EmptyState } from '../../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../../components/kit/feedback/error-state.tsx'
import { TableSkeleton } from '../../../components/kit/table/table-skeleton.tsx'
import { bytesText } from '../../../components/kit/text/bytes-text.ts'
import { hasCode } from '../../../data/errors.ts'
import { LogLine } from './log-line.tsx'
import classes from './log-view.module.css'
import { type LogPart, type LogWindow, rowOf } from './log-window.ts'
import { type Rows, useStayInPlace } from './use-stay-in-place.ts'

const LINE_HEIGHT = 18
const OVERSCAN = 30
/** Reads more when this many lines before the end of the loaded part are visible. */
const AHEAD = 200

interface LogLinesProps {
  readonly window: LogWindow
  readonly part: LogPart
  /** More may be written. */
  readonly isLiving: boolean
  readonly isWrapped: boolean
  readonly hasTimes: boolean
  readonly found: string | undefined
  /** Marks the line that was jumped to. */
  readonly hasTarget: boolean
  readonly onEnd: () => void
}

/** The loaded lines. Only the visible ones are in the document. */
export function LogLines(props: LogLinesProps) {
  const { window, part, isLiving, isWrapped, hasTimes, found, hasTarget, onEnd } = props
  const scroll = useRef<HTMLElement>(null)
  const { lines, firstNumber } = part
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: OVERSCAN,
    getItemKey: (index) => lines[index]?.offset ?? index,
  })
  const isAtEnd = useStayInPlace(scroll, virtualizer, part)
  useReadAhead(virtualizer, window, part, isAtEnd)
  if (part.error !== null && lines.length === 0) return <Unreadable error={part.error} window={window} />
  if (lines.length === 0 && part.isLoading) return <TableSkeleton />
  const isOver = part.complete && part.to >= part.end
  if (lines.length === 0 && isOver) return <EmptyState icon={IconFileText} title="The log is empty" />
  const target = hasTarget && typeof part.target === 'number' ? rowOf(part, part.target) : -1
  return (
    <div className={classes.place}>
      <section
        ref={scroll}
        className={classes.scroll}
        aria-label="Log"
        data-wrap={isWrapped || undefined}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable area must be reachable by keyboard
        tabIndex={0}
      >
        {part.from === part.begin && part.begin > 0 ? (
          <div className={classes.gap}>
            The first {bytesText(part.begin)} were removed: only the newest part of a log is kept.
          </div>
        ) : null}
        {lines.length === 0 ? (
          <EmptyState icon={IconFileText} title="The log is empty so far">
            Output appears here as it is written.
          </EmptyState>
        ) : null}
        <div className={classes.lines} style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map(({ index, key, start }) => {
            const line = lines[index]
            return line === undefined ? null : (
              <div
                key={key}
                ref={virtualizer.measureElement}
                data-index={index}
                className={classes.row}
                style={{ transform: `translateY(${start}px)` }}
              >
                <LogLine
                  line={line}
                  number={firstNumber === null ? null : firstNumber + index}
                  withTime={hasTimes}
                  found={found}
                  isTarget={index === target}
                />
              </div>
            )
          })}
        </div>
      </section>
      <Foot part={part} isOver={isOver} />
      {isAtEnd.current && part.to >= part.end ? null : (
        <Button
          className={classes.end ?? ''}
          size="compact-xs"
          leftSection={<IconArrowDown size={13} />}
          onClick={onEnd}
        >
          {isLiving ? 'Follow' : 'End of the log'}
        </Button>
      )}
    </div>
  )
}

function useReadAhead(rows: Rows, window: LogWindow, part: LogPart, isAtEnd: RefObject<boolean>): void {
  const items = rows.getVirtualItems()
  const first = items[0]?.index ?? 0
  const last = items.at(-1)?.index ?? 0
  useEffect(() => {
    const { lines, from, begin, to, end, isLoading, complete, isFollowing } = part
    if (isLoading || part.error !== null) return
    const isNearEnd = last >= lines.length - AHEAD
    if (isFollowing && !isAtEnd.current && !isNearEnd) window.unfollow()
    else if (to < end && isNearEnd) void window.loadAfter()
    else if (to >= end && !complete && isNearEnd) window.follow()
    else if (from > begin && first < AHEAD && lines.length > 0 && !isFollowing) void window.loadBefore()
  }, [window, part, first, last, isAtEnd])
}

function Foot({ part, isOver }: { readonly part: LogPart; readonly isOver: boolean }) {
  const { from, to, begin, end, isFollowing, isLoading, error } = part
  const length = Math.max(1, end - begin)
  return (
    <div className={classes.foot}>
      <span>
        {bytesText(end - begin)}
        {to - from < end - begin
          ? ` · held: ${Math.round(((from - begin) / length) * 100)} % to ${Math.round(((to - begin) / length) * 100)} %`
          : ''}
      </span>
      <span role="status">
        {error === null ? null : 'The rest cannot be read at the moment.'}
        {isLoading ? <Loader role="status" size="xs" type="dots" aria-label="Reading" /> : null}
        {isFollowing ? <span className={classes.live}>● live</span> : null}
        {isOver ? 'complete' : null}
      </span>
    </div>
  )
}

function Unreadable({ error, window }: { readonly error: unknown; readonly window: LogWindow }) {
  if (!hasCode(error, 'LOG_NOT_FOUND')) return <ErrorState error={error} reset={() => void window.again()} />
  return (
    <EmptyState icon={IconFileText} title="No log">
      {error instanceof Error ? error.message : null}
    </EmptyState>
  )
}
