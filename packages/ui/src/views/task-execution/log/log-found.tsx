import type { LogMatches } from '@aiflow/sdk/client'
import { useInfiniteQuery } from '@tanstack/react-query'
import { useEffect, useMemo } from 'react'
import { ErrorState } from '../../../components/kit/feedback/error-state.tsx'
import { type Column, DataTable } from '../../../components/kit/table/data-table.tsx'
import { bytesText } from '../../../components/kit/text/bytes-text.ts'
import { counted } from '../../../components/kit/text/count-text.ts'
import { Mono } from '../../../components/kit/text/mono.tsx'
import { DATE_WIDTH, dateText } from '../../../components/kit/text/time-text.ts'
import { logMatchesQuery } from '../../../data/queries/log-matches.ts'
import { LineText } from './line-text.tsx'
import classes from './log-view.module.css'
import type { LogRef } from './log-window.ts'

interface LogFoundProps {
  readonly task: LogRef
  readonly attempt: number
  readonly text: string
  readonly onGo: (offset: number) => void
}

type Match = LogMatches['matches'][number]

/** The lines that contain a text. A click goes there. */
export function LogFound({ task, attempt, text, onGo }: LogFoundProps) {
  const query = useInfiniteQuery(logMatchesQuery(task, attempt, text))
  const { data, error, hasNextPage, isFetching, fetchNextPage, refetch } = query
  const matches = useMemo(() => data?.pages.flatMap((page) => page.matches) ?? [], [data])
  const columns = useMemo(() => columnsOf(text), [text])
  // A page covers a part of the log, and may have no match.
  const isSeeking = data !== undefined && matches.length === 0 && hasNextPage && !isFetching && error === null
  useEffect(() => {
    if (isSeeking) void fetchNextPage()
  }, [isSeeking, fetchNextPage])
  if (data === undefined && error !== null) return <ErrorState error={error} reset={() => void refetch()} />
  const lookedAt = data?.pages.at(-1)?.nextOffset ?? 0
  return (
    <div className={classes.found}>
      <DataTable
        label="Matching lines"
        rows={matches}
        columns={columns}
        keyOf={({ offset }) => String(offset)}
        onOpen={({ offset }) => onGo(offset)}
        more={hasNextPage ? { isLoading: isFetching, load: fetchNextPage } : null}
        isEmbedded
        whenEmpty={null}
      />
      <p role="status">
        {isFetching ? 'Looking …' : counted(matches.length, 'line')}
        {hasNextPage && !isFetching ? `, in the first ${bytesText(lookedAt)}; scroll for more` : ''}
      </p>
    </div>
  )
}

function columnsOf(text: string): readonly Column<Match>[] {
  return [
    {
      id: 'time',
      title: 'Time',
      width: DATE_WIDTH,
      isMinor: true,
      cell: ({ time }) => (time === null ? '–' : dateText(time)),
    },
    {
      id: 'line',
      title: 'Line',
      cell: ({ line }) => (
        <Mono title={line}>
          <LineText text={line} found={text} />
        </Mono>
      ),
    },
  ]
}
