import type { TaskExecutionResource } from '@aiflow/sdk/client'
import { IconChartLine } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { useMemo } from 'react'
import { CodeBlock } from '../../components/code/code-block.tsx'
import { EmptyState } from '../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../components/kit/feedback/error-state.tsx'
import { Panel } from '../../components/kit/layout/panel.tsx'
import { Scrolled } from '../../components/kit/layout/scrolled.tsx'
import { TableSkeleton } from '../../components/kit/table/table-skeleton.tsx'
import { TimeAgo } from '../../components/kit/text/time-ago.tsx'
import { taskMetricsQuery } from '../../data/queries/task-executions.ts'
import { MetricChart } from './metric-chart.tsx'
import { otherMetricsOf, seriesOf } from './metric-series.ts'
import classes from './metrics-tab.module.css'

const NUMBER = new Intl.NumberFormat('en', { maximumSignificantDigits: 6 })

/** The metrics that its code reported, each over time. */
export function MetricsTab({ shown }: { readonly shown: TaskExecutionResource }) {
  const { data, error, refetch } = useQuery(taskMetricsQuery(shown))
  const series = useMemo(() => seriesOf(data ?? []), [data])
  const others = useMemo(() => otherMetricsOf(data ?? []), [data])
  if (data === undefined && error !== null) return <ErrorState error={error} reset={() => void refetch()} />
  if (data === undefined) return <TableSkeleton />
  if (series.length === 0 && others.length === 0) {
    return (
      <EmptyState icon={IconChartLine} title="No metrics">
        Code reports metrics with <code>getMetrics</code>; those of the last day are kept.
      </EmptyState>
    )
  }
  const newest = data[0]
  return (
    <Scrolled label="Metrics">
      <p className={classes.newest}>
        {newest === undefined ? null : (
          <>
            Last report: <TimeAgo time={newest.time} />
          </>
        )}
      </p>
      {series.map(({ name, times, values }) => (
        <Panel key={name} title={name} aside={NUMBER.format(values.findLast((value) => value !== null) ?? 0)}>
          <MetricChart name={name} times={times} values={values} />
        </Panel>
      ))}
      {others.map(({ name, value }) => (
        <Panel key={name} title={name}>
          <CodeBlock text={typeof value === 'string' ? value : JSON.stringify(value, null, 2)} label={name} />
        </Panel>
      ))}
    </Scrolled>
  )
}
