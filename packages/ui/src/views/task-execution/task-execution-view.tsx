import type { TaskExecutionRef, TaskExecutionResource } from '@aiflow/sdk/client'
import { Skeleton } from '@mantine/core'
import { IconSubtask } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { lazy, Suspense, useMemo } from 'react'
import { Approvals } from '../../components/approval/approvals.tsx'
import { ExecutionLink } from '../../components/execution/execution-links.tsx'
import { EmptyState } from '../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../components/kit/feedback/error-state.tsx'
import { PageHeader } from '../../components/kit/layout/page-header.tsx'
import { type ViewTab, ViewTabs } from '../../components/kit/layout/view-tabs.tsx'
import { WholeHeight } from '../../components/kit/layout/whole-height.tsx'
import { TableSkeleton } from '../../components/kit/table/table-skeleton.tsx'
import { StatusBadge } from '../../components/kit/text/status-badge.tsx'
import { StartAgainButton } from '../../components/start/start-again-button.tsx'
import { TaskButtons } from '../../components/task/task-buttons.tsx'
import { hasCode } from '../../data/errors.ts'
import { executionQuery } from '../../data/queries/executions.ts'
import { taskExecutionQuery } from '../../data/queries/task-executions.ts'
import { AttemptsTab } from './attempts-tab.tsx'
import { DetailsTab } from './details-tab.tsx'
import { ItemLog } from './item-log.tsx'
import { ItemsTab } from './items-tab.tsx'
import { LogView } from './log/log-view.tsx'
import { ResultTab } from './result-tab.tsx'
import { RunsStrip } from './runs/runs-strip.tsx'
import type { TASK_EXECUTION_TABS } from './search.ts'
import { TaskFacts } from './task-facts.tsx'
import { TaskNotices } from './task-notices.tsx'

const MetricsTab = lazy(() => import('./metrics-tab.tsx').then((module) => ({ default: module.MetricsTab })))

type Tab = (typeof TASK_EXECUTION_TABS)[number]

const TABS: readonly ViewTab<Tab>[] = [
  { value: 'log', title: 'Log' },
  { value: 'attempts', title: 'Attempts' },
  { value: 'result', title: 'Output' },
  { value: 'metrics', title: 'Metrics' },
  { value: 'details', title: 'Details' },
]
/** Each item has attempts and a log of its own, and leaves no metrics. */
function tabsOf(shown: TaskExecutionResource, item: number | undefined): readonly ViewTab<Tab>[] {
  if (shown.items == null) return TABS
  const log: readonly ViewTab<Tab>[] = item === undefined ? [] : [{ value: 'log', title: `Log of item ${item}` }]
  const others = TABS.filter(({ value }) => value === 'result' || value === 'details')
  return [{ value: 'items', title: 'Items' }, ...log, ...others]
}

const NOT_THERE = ['TASK_EXECUTION_NOT_FOUND', 'WORKFLOW_EXECUTION_NOT_FOUND', 'INVALID_ARGUMENT', 'INVALID_REQUEST']

/** One execution of a task: its log, its attempts, and its output. */
export function TaskExecutionView() {
  const { id, task, sequence } = useParams({ from: '/layout/executions/$id/$task/$sequence' })
  const ref = useMemo(
    () => ({ workflowExecutionId: id, taskName: task, sequenceNumber: sequence }),
    [id, task, sequence],
  )
  const { data, error, refetch } = useQuery(taskExecutionQuery(ref))
  return (
    <WholeHeight>
      <PageHeader
        title={`${task} #${sequence}`}
        above={<Above of={ref} />}
        aside={data === undefined ? null : <StatusBadge status={data.status} />}
        actions={data === undefined ? null : <Actions shown={data} />}
      />
      {data === undefined && error !== null ? <Missing error={error} reset={() => void refetch()} /> : null}
      {data === undefined && error === null ? <Skeleton height={220} /> : null}
      {data === undefined ? null : <Body shown={data} />}
    </WholeHeight>
  )
}

function Above({ of }: { readonly of: TaskExecutionRef }) {
  const { data } = useQuery(executionQuery(of.workflowExecutionId))
  const name = data === undefined ? `${of.workflowExecutionId}` : `${data.workflowName} ${data.id}`
  return (
    <>
      <Link to="/executions">Executions</Link> / <ExecutionLink id={of.workflowExecutionId}>{name}</ExecutionLink>
    </>
  )
}

/** Actions on the task are those on its latest execution: from another one, a link leads there. */
function Actions({ shown }: { readonly shown: TaskExecutionResource }) {
  const { workflowExecutionId, taskName, sequenceNumber } = shown
  const { data: execution } = useQuery(executionQuery(workflowExecutionId))
  const latest = execution?.tasks.find(({ name }) => name === taskName)?.latest ?? null
  if (execution === undefined || latest === null) return null
  if (latest.sequenceNumber > sequenceNumber) {
    const params = { id: workflowExecutionId, task: taskName, sequence: latest.sequenceNumber }
    return (
      <>
        <Link to="/executions/$id/$task/$sequence" params={params}>
          The latest is #{latest.sequenceNumber}
        </Link>
        <StartAgainButton execution={execution} />
      </>
    )
  }
  return (
    <>
      <TaskButtons execution={execution} task={taskName} latest={shown} />
      <StartAgainButton execution={execution} />
    </>
  )
}

function Body({ shown }: { readonly shown: TaskExecutionResource }) {
  const search = useSearch({ from: '/layout/executions/$id/$task/$sequence' })
  const navigate = useNavigate({ from: '/executions/$id/$task/$sequence' })
  const isMapped = shown.items != null
  const tabs = tabsOf(shown, search.item)
  const first = isMapped ? 'items' : 'log'
  const tab = tabs.some(({ value }) => value === search.tab) ? (search.tab ?? first) : first
  const attempt = search.attempt ?? shown.attemptNumber
  const choose = (value: Tab) =>
    void navigate({ search: (old) => ({ ...old, tab: value === first ? undefined : value }) })
  return (
    <>
      <TaskFacts shown={shown} />
      <RunsStrip shown={shown} />
      <TaskNotices shown={shown} />
      {shown.status === 'RUNNING' && shown.attemptId === null && shown.childExecutionId == null && !isMapped ? (
        <Approvals of={{ workflowExecution: shown.workflowExecutionId }} task={shown.taskName} />
      ) : null}
      <ViewTabs label="Parts of the task execution" tabs={tabs} value={tab} onChange={choose}>
        {/* An attempt that has no id yet has no log: it is looked for once it has one. */}
        {tab === 'items' ? <ItemsTab shown={shown} /> : null}
        {tab === 'log' && isMapped && search.item !== undefined ? (
          <ItemLog shown={shown} index={search.item} attempt={search.attempt} />
        ) : null}
        {tab === 'log' && !isMapped ? (
          <LogView key={`${attempt}/${shown.attemptId ?? ''}`} task={shown} attempt={attempt} />
        ) : null}
        {tab === 'attempts' ? <AttemptsTab shown={shown} /> : null}
        {tab === 'result' ? <ResultTab shown={shown} /> : null}
        {tab === 'metrics' ? (
          <Suspense fallback={<TableSkeleton />}>
            <MetricsTab shown={shown} />
          </Suspense>
        ) : null}
        {tab === 'details' ? <DetailsTab shown={shown} /> : null}
      </ViewTabs>
    </>
  )
}

interface MissingProps {
  readonly error: unknown
  readonly reset: () => void
}

function Missing({ error, reset }: MissingProps) {
  if (!NOT_THERE.some((code) => hasCode(error, code))) return <ErrorState error={error} reset={reset} />
  return (
    <EmptyState icon={IconSubtask} title="There is no such task execution">
      Look at the tasks of its <Link to="/executions">workflow execution</Link>.
    </EmptyState>
  )
}
