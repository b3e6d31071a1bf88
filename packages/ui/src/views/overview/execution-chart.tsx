import { SegmentedControl, Skeleton } from '@mantine/core'
import { IconChartBar } from '@tabler/icons-react'
import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { EmptyState } from '../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../components/kit/feedback/error-state.tsx'
import { Panel } from '../../components/kit/layout/panel.tsx'
import { executionStatisticsQuery } from '../../data/queries/statistics.ts'
import { useNamespace } from '../../data/use-namespace.ts'
import { useFittingLength } from './fitting-range.ts'
import { OVERVIEW_RANGES } from './search.ts'
import { StatusBars } from './status-bars.tsx'

const HOUR_MS = 3_600_000
const LENGTHS_MS = { '1h': HOUR_MS, '1d': 24 * HOUR_MS, '7d': 7 * 24 * HOUR_MS }
const FIT = 'fit'
const RANGES = [
  { value: FIT, label: 'Fit' },
  { value: '1h', label: 'Hour' },
  { value: '1d', label: 'Day' },
  { value: '7d', label: 'Week' },
]
const PARTS = 60

/** Executions by status over time: over the shortest period that has them all, or over one that was chosen. */
export function ExecutionChart() {
  const { range } = useSearch({ from: '/layout/' })
  const navigate = useNavigate({ from: '/' })
  const fitting = useFittingLength(useNamespace(), range === undefined)
  const choose = (value: string) => {
    const chosen = OVERVIEW_RANGES.find((one) => one === value)
    void navigate({ search: (old) => ({ ...old, range: chosen }) })
  }
  return (
    <Panel
      title="Executions by status"
      aside={<SegmentedControl size="xs" data={RANGES} value={range ?? FIT} onChange={choose} aria-label="Time" />}
    >
      <Chart lengthMs={range === undefined ? (fitting ?? LENGTHS_MS['1d']) : LENGTHS_MS[range]} />
    </Panel>
  )
}

function Chart({ lengthMs }: { readonly lengthMs: number }) {
  const namespace = useNamespace()
  const { data, error } = useQuery({
    ...executionStatisticsQuery({ namespace, lengthMs, parts: PARTS }),
    placeholderData: keepPreviousData,
  })
  if (data === undefined) return error === null ? <Skeleton height={180} /> : <ErrorState error={error} />
  if (data.parts.every(({ counts }) => Object.keys(counts).length === 0)) {
    return <EmptyState icon={IconChartBar} title="No executions began in this period" />
  }
  return <StatusBars statistics={data} />
}
