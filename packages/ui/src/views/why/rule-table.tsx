import type { RuleResource, WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { describeCondition } from '@aiflow/sdk/internal/wire'
import { IconArrowsSplit2 } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useMemo } from 'react'
import { ActionTag } from '../../components/causes/action-tag.tsx'
import { EmptyState } from '../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../components/kit/feedback/error-state.tsx'
import { type Column, DataTable } from '../../components/kit/table/data-table.tsx'
import { TableSkeleton } from '../../components/kit/table/table-skeleton.tsx'
import { Mono } from '../../components/kit/text/mono.tsx'
import { rulesQuery } from '../../data/queries/why.ts'
import { useMay } from '../../data/use-session.ts'
import { CircuitState } from './circuit-state.tsx'
import { RuleButtons } from './rule-buttons.tsx'

const LIVING: readonly string[] = ['INIT', 'RUNNING']

/** The rules of a workflow execution in order. Shows and changes what keeps a rule from being judged. */
export function RuleTable({ execution }: { readonly execution: WorkflowExecutionDetail }) {
  const { id, status } = execution
  const { data, error } = useQuery(rulesQuery(id))
  const isOperable = useMay('operator') && LIVING.includes(status)
  const columns = useMemo(() => columnsOf(id, isOperable), [id, isOperable])
  if (data === undefined) return error === null ? <TableSkeleton /> : <ErrorState error={error} />
  return (
    <DataTable
      label="Rules"
      rows={data}
      columns={columns}
      keyOf={({ task, name }) => `${task}/${name}`}
      whenEmpty={
        <EmptyState icon={IconArrowsSplit2} title="No task has a rule">
          All tasks start with the execution.
        </EmptyState>
      }
    />
  )
}

function columnsOf(id: number, isOperable: boolean): readonly Column<RuleResource>[] {
  const columns: Column<RuleResource>[] = [
    { id: 'task', title: 'Task', width: 150, smallWidth: 120, cell: ({ task }) => <TaskLink id={id} task={task} /> },
    { id: 'rule', title: 'Rule', width: 150, isMinor: true, cell: ({ name }) => <span title={name}>{name}</span> },
    { id: 'action', title: 'Action', width: 96, isMinor: true, cell: ({ action }) => <ActionTag action={action} /> },
    { id: 'condition', title: 'When', isMinor: true, cell: (rule) => <Condition rule={rule} /> },
    {
      id: 'state',
      title: 'State',
      width: 300,
      smallWidth: 124,
      cell: ({ circuit }) => <CircuitState circuit={circuit} />,
    },
  ]
  if (!isOperable) return columns
  return [
    ...columns,
    { id: 'do', title: '', width: 104, align: 'right', cell: (rule) => <RuleButtons id={id} rule={rule} /> },
  ]
}

function TaskLink({ id, task }: { readonly id: number; readonly task: string }) {
  return (
    <Link to="/executions/$id/why" params={{ id }} search={{ task, part: 'not' }} title={task}>
      {task}
    </Link>
  )
}

function Condition({ rule: { condition } }: { readonly rule: RuleResource }) {
  const text = describeCondition(condition)
  return <Mono title={text}>{text}</Mono>
}
