import type { TaskExecutionResource } from '@aiflow/sdk/client'
import { IconRepeat } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { useMemo } from 'react'
import { EmptyState } from '../../components/kit/feedback/empty-state.tsx'
import { type Column, DataTable } from '../../components/kit/table/data-table.tsx'
import { Duration } from '../../components/kit/text/duration.tsx'
import { StatusBadge } from '../../components/kit/text/status-badge.tsx'
import { DATE_WIDTH, dateText } from '../../components/kit/text/time-text.ts'
import { outcomeText } from '../../components/task/outcome-text.ts'
import { attemptBeginningsQuery } from '../../data/queries/attempt-beginnings.ts'
import { executionQuery } from '../../data/queries/executions.ts'
import { type Attempt, attemptsOf } from './attempts.ts'

const COLUMNS: readonly Column<Attempt>[] = [
  {
    id: 'number',
    title: 'Attempt',
    width: 84,
    smallWidth: 72,
    align: 'right',
    cell: ({ attemptNumber }) => attemptNumber,
  },
  { id: 'status', title: 'Outcome', width: 126, cell: ({ status }) => <StatusBadge status={status} /> },
  {
    id: 'began',
    title: 'Started',
    width: DATE_WIDTH,
    isMinor: true,
    cell: ({ beginTime }) => (beginTime === null ? '–' : dateText(beginTime)),
  },
  {
    id: 'duration',
    title: 'Duration',
    width: 96,
    isMinor: true,
    align: 'right',
    cell: ({ beginTime, endTime }) => <Duration from={beginTime} to={endTime} />,
  },
  { id: 'worker', title: 'Worker', width: 140, isMinor: true, cell: ({ workerId }) => workerId ?? '–' },
  { id: 'reason', title: 'Reason', cell: (attempt) => <Reason {...attempt} /> },
]

/** Its attempts, newest first. A click shows the log of one. */
export function AttemptsTab({ shown }: { readonly shown: TaskExecutionResource }) {
  const navigate = useNavigate({ from: '/executions/$id/$task/$sequence' })
  const { data: execution } = useQuery(executionQuery(shown.workflowExecutionId))
  const { data: beginnings } = useQuery({
    ...attemptBeginningsQuery(shown, execution?.workflowName ?? ''),
    enabled: execution !== undefined,
  })
  const attempts = useMemo(() => attemptsOf(shown, beginnings ?? []), [shown, beginnings])
  const open = ({ attemptNumber }: Attempt) => {
    const attempt = attemptNumber === shown.attemptNumber ? undefined : attemptNumber
    void navigate({ search: (old) => ({ ...old, tab: undefined, attempt, at: undefined, line: undefined }) })
  }
  return (
    <DataTable
      label="Attempts"
      rows={attempts}
      columns={COLUMNS}
      keyOf={({ attemptNumber }) => String(attemptNumber)}
      onOpen={open}
      whenEmpty={<EmptyState icon={IconRepeat} title="No attempt has begun" />}
    />
  )
}

function Reason({ outcome }: Attempt) {
  if (outcome === null) return '–'
  const text = outcomeText(outcome)
  return <span title={text}>{text.split('\n', 1)[0]}</span>
}
