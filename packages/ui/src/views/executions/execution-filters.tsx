import { ExecutionType, WorkflowStatus } from '@aiflow/sdk'
import { parseWholeNumber } from '@aiflow/sdk/internal/text'
import { Choice } from '../../components/kit/filter/choice.tsx'
import { FilterBar } from '../../components/kit/filter/filter-bar.tsx'
import { SinceFilter } from '../../components/kit/filter/since-filter.tsx'
import { TextFilter } from '../../components/kit/filter/text-filter.tsx'
import { statusTitle } from '../../components/kit/text/status-badge.tsx'
import type { ExecutionsSearch } from './search.ts'

const STATUSES = WorkflowStatus.values.map((value) => ({ value, label: statusTitle(value) }))
const TYPES = [
  { value: ExecutionType.MANUAL, label: 'Hand' },
  { value: ExecutionType.EVENT, label: 'Event' },
  { value: ExecutionType.PERIODIC, label: 'Schedule' },
]

interface ExecutionFiltersProps {
  readonly search: ExecutionsSearch
  readonly onChange: (filter: Partial<ExecutionsSearch>) => void
}

export function ExecutionFilters({ search, onChange }: ExecutionFiltersProps) {
  return (
    <FilterBar>
      <TextFilter
        label="Workflow"
        value={search.workflow}
        onChange={(workflow) => onChange({ workflow })}
        width={200}
        isFirst
      />
      <Choice label="Status" data={STATUSES} value={search.status} onChange={(status) => onChange({ status })} />
      <Choice label="Started by" data={TYPES} value={search.type} onChange={(type) => onChange({ type })} />
      <TextFilter
        label="Backfill"
        placeholder="Backfill ID"
        value={search.backfill?.toString()}
        onChange={(text) => onChange({ backfill: parseWholeNumber(text ?? '', 1) ?? undefined })}
        width={110}
      />
      <TextFilter
        label="Labels of the workflow"
        placeholder="Label team=data"
        value={search.labels}
        onChange={(labels) => onChange({ labels })}
        width={150}
      />
      <SinceFilter label="Started" value={search.since} onChange={(since) => onChange({ since })} />
    </FilterBar>
  )
}
