import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { IconHelp } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link, useNavigate, useParams, useSearch } from '@tanstack/react-router'
import { ExecutionLink } from '../../components/execution/execution-links.tsx'
import { ExecutionStatus } from '../../components/execution/execution-status.tsx'
import { EmptyState } from '../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../components/kit/feedback/error-state.tsx'
import { PageHeader } from '../../components/kit/layout/page-header.tsx'
import { type ViewTab, ViewTabs } from '../../components/kit/layout/view-tabs.tsx'
import { TableSkeleton } from '../../components/kit/table/table-skeleton.tsx'
import { executionQuery } from '../../data/queries/executions.ts'
import { RuleTable } from './rule-table.tsx'
import type { WHY_PARTS, WhySearch } from './search.ts'
import { TaskChoice } from './task-choice.tsx'
import { WhyChain } from './why-chain.tsx'
import { WhyNot } from './why-not.tsx'

type Part = (typeof WHY_PARTS)[number]

const TABS: readonly ViewTab<Part>[] = [
  { value: 'ran', title: 'Why it ran' },
  { value: 'not', title: 'Why it does not run' },
  { value: 'rules', title: 'All rules' },
]

/** For each task of a workflow execution: why it ran, why it does not run, and the verdicts of its rules. */
export function WhyView() {
  const { id } = useParams({ from: '/layout/executions/$id/why' })
  const { data: execution, error, refetch } = useQuery(executionQuery(id))
  return (
    <>
      <PageHeader
        title={`Why, in ${execution?.workflowName ?? 'execution'} ${id}`}
        above={
          <>
            <Link to="/executions">Executions</Link> / <ExecutionLink id={id} />
          </>
        }
        aside={execution === undefined ? null : <ExecutionStatus {...execution} />}
      />
      {execution === undefined && error === null ? <TableSkeleton /> : null}
      {execution === undefined && error !== null ? <ErrorState error={error} reset={() => void refetch()} /> : null}
      {execution === undefined ? null : <WhyBody execution={execution} />}
    </>
  )
}

function WhyBody({ execution }: { readonly execution: WorkflowExecutionDetail }) {
  const search = useSearch({ from: '/layout/executions/$id/why' })
  const navigate = useNavigate({ from: '/executions/$id/why' })
  const change = (part: Partial<WhySearch>) => void navigate({ search: (old) => ({ ...old, ...part }), replace: true })
  const part = search.part ?? 'ran'
  const task = search.task ?? execution.tasks[0]?.name
  return (
    <ViewTabs
      label="Questions"
      tabs={TABS}
      value={part}
      onChange={(chosen) => change({ part: chosen === 'ran' ? undefined : chosen })}
    >
      {part === 'rules' ? <RuleTable execution={execution} /> : null}
      {part !== 'rules' && task === undefined ? <EmptyState icon={IconHelp} title="The workflow has no tasks" /> : null}
      {part !== 'rules' && task !== undefined ? (
        <>
          <TaskChoice execution={execution} part={part} search={{ ...search, task }} onChange={change} />
          {part === 'ran' ? <WhyChain execution={execution} task={task} sequence={search.sequence} /> : null}
          {part === 'not' ? <WhyNot workflowExecutionId={execution.id} task={task} /> : null}
        </>
      ) : null}
    </ViewTabs>
  )
}
