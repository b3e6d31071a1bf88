import type { WorkflowDetail } from '@aiflow/sdk/client'
import { Skeleton } from '@mantine/core'
import { IconSitemap } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { EmptyState } from '../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../components/kit/feedback/error-state.tsx'
import { Notice } from '../../components/kit/feedback/notice.tsx'
import { PageHeader } from '../../components/kit/layout/page-header.tsx'
import { type ViewTab, ViewTabs } from '../../components/kit/layout/view-tabs.tsx'
import { WholeHeight } from '../../components/kit/layout/whole-height.tsx'
import { StartButton } from '../../components/start/start-button.tsx'
import { EnabledSign } from '../../components/workflow/enabled-sign.tsx'
import { WorkflowMenu } from '../../components/workflow/workflow-menu.tsx'
import { hasCode } from '../../data/errors.ts'
import { workflowQuery } from '../../data/queries/workflows.ts'
import { useMay } from '../../data/use-session.ts'
import { AboutWorkflow } from './about-workflow.tsx'
import { ExecutionsTab } from './executions-tab.tsx'
import { GraphTab } from './graph/graph-tab.tsx'
import { GridTab } from './grid/grid-tab.tsx'
import { RulesTab } from './rules/rules-tab.tsx'
import { WORKFLOW_TABS, type WorkflowSearch } from './search.ts'
import { SnapshotsTab } from './snapshots/snapshots-tab.tsx'
import { SourceTab } from './snapshots/source-tab.tsx'
import { StartsTab } from './starts/starts-tab.tsx'
import type { WorkflowTabProps } from './workflow-tab.ts'

type Tab = (typeof WORKFLOW_TABS)[number]

const TITLES: Readonly<Record<Tab, string>> = {
  graph: 'Graph',
  grid: 'Grid',
  rules: 'Rules',
  executions: 'Executions',
  starts: 'Triggers & schedules',
  snapshots: 'Snapshots',
  source: 'Source',
}
const NOT_THERE = ['WORKFLOW_NOT_FOUND', 'INVALID_ARGUMENT', 'INVALID_REQUEST']

/** One workflow: its parts, what starts it, and its executions. */
export function WorkflowView() {
  const { of: namespace, workflow: name } = useParams({ from: '/layout/workflows/$of/$workflow' })
  const { data, error, refetch } = useQuery(workflowQuery({ namespace, name }))
  return (
    <WholeHeight>
      <PageHeader
        title={name}
        above={
          <>
            <Link to="/workflows">Workflows</Link> / {namespace}
          </>
        }
        aside={data === undefined ? null : <EnabledSign enabled={data.enabled} />}
        actions={data === undefined ? null : <Actions workflow={data} />}
      />
      {data === undefined && error !== null ? (
        <Missing error={error} reset={() => void refetch()} name={`${namespace}/${name}`} />
      ) : null}
      {data === undefined && error === null ? <Skeleton height={220} /> : null}
      {data === undefined ? null : <AboutWorkflow workflow={data} />}
      {data?.warnings.map(({ message }) => (
        <Notice key={message} tone="retrying">
          {message}
        </Notice>
      ))}
      {data === undefined ? null : <WorkflowBody workflow={data} />}
    </WholeHeight>
  )
}

interface MissingProps {
  readonly error: Error
  readonly reset: () => void
  readonly name: string
}

function Missing({ error, reset, name }: MissingProps) {
  if (!NOT_THERE.some((code) => hasCode(error, code))) return <ErrorState error={error} reset={reset} />
  return (
    <EmptyState icon={IconSitemap} title={`There is no workflow ${name}`}>
      It may have been deleted. <Link to="/workflows">Look at the others</Link>, or upload it with{' '}
      <code>aiflow workflow upload FILE</code>.
    </EmptyState>
  )
}

function Actions({ workflow }: { readonly workflow: WorkflowDetail }) {
  const navigate = useNavigate()
  if (!useMay('operator')) return null
  return (
    <>
      <StartButton workflow={workflow} />
      <WorkflowMenu workflow={workflow} onDeleted={() => navigate({ to: '/workflows' })} />
    </>
  )
}

function WorkflowBody({ workflow }: { readonly workflow: WorkflowDetail }) {
  const search = useSearch({ from: '/layout/workflows/$of/$workflow' })
  const navigate = useNavigate({ from: '/workflows/$of/$workflow' })
  const onChange = (part: Partial<WorkflowSearch>) =>
    void navigate({ search: (old) => ({ ...old, ...part }), replace: true })
  const tab = search.tab ?? 'graph'
  const choose = (chosen: Tab) => void navigate({ search: { tab: chosen === 'graph' ? undefined : chosen } })
  const rules = workflow.definition.tasks.reduce((sum, task) => sum + task.rules.length, 0)
  const tabs: ViewTab<Tab>[] = WORKFLOW_TABS.map((value) => ({
    value,
    title: TITLES[value],
    ...(value === 'rules' ? { count: rules } : {}),
  }))
  return (
    <ViewTabs label="Workflow" tabs={tabs} value={tab} onChange={choose}>
      <TabBody tab={tab} workflow={workflow} search={search} onChange={onChange} />
    </ViewTabs>
  )
}

function TabBody({ tab, ...props }: WorkflowTabProps & { readonly tab: Tab }) {
  switch (tab) {
    case 'graph':
      return <GraphTab {...props} />
    case 'grid':
      return <GridTab {...props} />
    case 'rules':
      return <RulesTab {...props} />
    case 'executions':
      return <ExecutionsTab {...props} />
    case 'starts':
      return <StartsTab {...props} />
    case 'snapshots':
      return <SnapshotsTab {...props} />
    case 'source':
      return <SourceTab {...props} />
  }
}
