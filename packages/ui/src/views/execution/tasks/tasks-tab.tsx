import { TaskStatus } from '@aiflow/sdk'
import type { TaskExecutionResource, WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { Select, Switch } from '@mantine/core'
import { IconSubtask } from '@tabler/icons-react'
import { useMemo } from 'react'
import { EmptyState } from '../../../components/kit/feedback/empty-state.tsx'
import { FilterBar } from '../../../components/kit/filter/filter-bar.tsx'
import { DataTable } from '../../../components/kit/table/data-table.tsx'
import { statusTitle } from '../../../components/kit/text/status-badge.tsx'
import type { ExecutionSearch } from '../search.ts'
import { AllTaskExecutions } from './all-task-executions.tsx'
import { type TaskRow, taskColumns } from './task-columns.tsx'

const STATUSES = TaskStatus.values.map((value) => ({ value, label: statusTitle(value) }))

interface TasksTabProps {
  readonly execution: WorkflowExecutionDetail
  readonly search: ExecutionSearch
  readonly onChange: (part: Partial<ExecutionSearch>) => void
}

/** Its tasks, each with its latest execution, or all executions. */
export function TasksTab(props: TasksTabProps) {
  return (
    <>
      <TaskFilters {...props} />
      {props.search.all ? <AllTaskExecutions {...props} /> : <LatestTaskExecutions {...props} />}
    </>
  )
}

function TaskFilters({ execution, search, onChange }: TasksTabProps) {
  const every = (
    <Switch
      size="xs"
      label="All executions of the tasks"
      checked={search.all ?? false}
      onChange={(event) => onChange({ all: event.currentTarget.checked || undefined })}
    />
  )
  return (
    <FilterBar aside={every}>
      <Select
        aria-label="Task"
        placeholder="Task"
        searchable
        clearable
        limit={100}
        data={execution.tasks.map(({ name }) => name)}
        value={search.task ?? null}
        onChange={(task) => onChange({ task: task ?? undefined })}
        w={220}
      />
      <Select
        aria-label="Status"
        placeholder="Status"
        clearable
        data={STATUSES}
        value={search.status ?? null}
        onChange={(chosen) => onChange({ status: STATUSES.find(({ value }) => value === chosen)?.value })}
        w={132}
      />
    </FilterBar>
  )
}

function LatestTaskExecutions({ execution, search }: TasksTabProps) {
  const columns = useMemo(() => taskColumns({ isAll: false }), [])
  const rows = useMemo(() => rowsOf(execution, search), [execution, search])
  return (
    <DataTable
      label="Tasks"
      rows={rows}
      columns={columns}
      keyOf={({ task }) => task}
      whenEmpty={<EmptyState icon={IconSubtask} title="No matching tasks" />}
    />
  )
}

function rowsOf(execution: WorkflowExecutionDetail, { task, status }: ExecutionSearch): readonly TaskRow[] {
  return execution.tasks
    .filter(({ name, latest }) => (task === undefined || name === task) && isLike(latest, status))
    .map(({ name, latest, pendingStarts }) => ({ execution, task: name, shown: latest, latest, pendingStarts }))
}

function isLike(latest: TaskExecutionResource | null, status: TaskStatus | undefined): boolean {
  return status === undefined || latest?.status === status
}
