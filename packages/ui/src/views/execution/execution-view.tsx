import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { Skeleton } from '@mantine/core'
import { IconListDetails } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { Approvals } from '../../components/approval/approvals.tsx'
import { ExecutionStatus } from '../../components/execution/execution-status.tsx'
import { WhyButton } from '../../components/execution/why-button.tsx'
import { EmptyState } from '../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../components/kit/feedback/error-state.tsx'
import { PageHeader } from '../../components/kit/layout/page-header.tsx'
import { type ViewTab, ViewTabs } from '../../components/kit/layout/view-tabs.tsx'
import { WholeHeight } from '../../components/kit/layout/whole-height.tsx'
import { WorkflowLink } from '../../components/workflow/workflow-link.tsx'
import { hasCode } from '../../data/errors.ts'
import { executionQuery } from '../../data/queries/executions.ts'
import { GraphTab } from './graph/graph-tab.tsx'
import { ExecutionActions } from './header/execution-actions.tsx'
import { ExecutionFacts } from './header/execution-facts.tsx'
import { ExecutionNotices } from './header/execution-notices.tsx'
import { EXECUTION_TABS, type ExecutionSearch } from './search.ts'
import { DetailsTab } from './tabs/details-tab.tsx'
import { EventsTab } from './tabs/events-tab.tsx'
import { StateTab } from './tabs/state-tab.tsx'
import { TasksTab } from './tasks/tasks-tab.tsx'
import { TimelineTab } from './timeline/timeline-tab.tsx'

type Tab = (typeof EXECUTION_TABS)[number]

const TITLES: Readonly<Record<Tab, string>> = {
  timeline: 'Timeline',
  graph: 'Graph',
  tasks: 'Tasks',
  events: 'Events',
  state: 'State',
  details: 'Details',
}
const NOT_THERE = ['WORKFLOW_EXECUTION_NOT_FOUND', 'INVALID_ARGUMENT', 'INVALID_REQUEST']

/** One workflow execution: its progress, and the actions on it. */
export function ExecutionView() {
  const { id } = useParams({ from: '/layout/executions/$id' })
  const { data, error, refetch } = useQuery(executionQuery(id))
  const title = data === undefined ? `Execution ${id}` : `${data.workflowName} ${id}`
  return (
    <WholeHeight>
      <PageHeader
        title={title}
        above={
          <>
            <Link to="/executions">Executions</Link>
            {data === undefined ? null : (
              <>
                {' / '}
                <WorkflowLink namespace={data.namespace} name={data.workflowName} />
              </>
            )}
          </>
        }
        aside={data === undefined ? null : <ExecutionStatus {...data} />}
        actions={
          data === undefined ? null : (
            <>
              <WhyButton id={id} />
              <ExecutionActions execution={data} />
            </>
          )
        }
      />
      {data === undefined && error !== null ? <Missing error={error} reset={() => void refetch()} /> : null}
      {data === undefined && error === null ? <Skeleton height={220} /> : null}
      {data === undefined ? null : <ExecutionBody execution={data} />}
    </WholeHeight>
  )
}

function ExecutionBody({ execution }: { readonly execution: WorkflowExecutionDetail }) {
  const search = useSearch({ from: '/layout/executions/$id' })
  const navigate = useNavigate({ from: '/executions/$id' })
  const change = (part: Partial<ExecutionSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...part }), replace: true })
  const tabs = EXECUTION_TABS.map(
    (value): ViewTab<Tab> => ({
      value,
      title: TITLES[value],
      count: value === 'tasks' ? execution.tasks.length : undefined,
    }),
  )
  const tab = search.tab ?? 'timeline'
  const choose = (value: Tab) =>
    void navigate({ search: (old) => ({ ...old, tab: value === 'timeline' ? undefined : value }) })
  return (
    <>
      <ExecutionFacts execution={execution} />
      <ExecutionNotices execution={execution} />
      <Approvals of={{ workflowExecution: execution.id }} />
      <ViewTabs label="Parts of the execution" tabs={tabs} value={tab} onChange={choose}>
        {tab === 'timeline' ? <TimelineTab execution={execution} search={search} onChange={change} /> : null}
        {tab === 'graph' ? <GraphTab execution={execution} search={search} onChange={change} /> : null}
        {tab === 'tasks' ? <TasksTab execution={execution} search={search} onChange={change} /> : null}
        {tab === 'events' ? <EventsTab id={execution.id} search={search} onChange={change} /> : null}
        {tab === 'state' ? <StateTab id={execution.id} /> : null}
        {tab === 'details' ? <DetailsTab execution={execution} /> : null}
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
    <EmptyState icon={IconListDetails} title="There is no such execution">
      It may have been deleted, or be older than what is kept. Look at the <Link to="/executions">list</Link>.
    </EmptyState>
  )
}
