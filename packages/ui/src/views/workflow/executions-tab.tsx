import { WorkflowStatus } from '@aiflow/sdk'
import { IconListDetails } from '@tabler/icons-react'
import { EmptyState } from '../../components/kit/feedback/empty-state.tsx'
import { Choice } from '../../components/kit/filter/choice.tsx'
import { FilterBar } from '../../components/kit/filter/filter-bar.tsx'
import { statusTitle } from '../../components/kit/text/status-badge.tsx'
import { ExecutionTable } from '../executions/execution-table.tsx'
import type { WorkflowTabProps } from './workflow-tab.ts'

const STATUSES = WorkflowStatus.values.map((value) => ({ value, label: statusTitle(value) }))

/** Its executions, newest first. */
export function ExecutionsTab({ workflow: { namespace, name }, search: { status }, onChange }: WorkflowTabProps) {
  const title = status === undefined ? 'No executions yet' : 'No matching executions'
  return (
    <>
      <FilterBar>
        <Choice label="Status" data={STATUSES} value={status} onChange={(chosen) => onChange({ status: chosen })} />
      </FilterBar>
      <ExecutionTable
        filter={{ namespace, workflow: name, status }}
        whenEmpty={<EmptyState icon={IconListDetails} title={title} />}
      />
    </>
  )
}
