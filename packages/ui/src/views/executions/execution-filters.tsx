import { ExecutionType, WorkflowStatus } from '@aiflow/sdk'
import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { Choice } from '../../components/choice.tsx'
import { FilterBar } from '../../components/filter-bar.tsx'
import { statusTitle } from '../../components/status-badge.tsx'
import { useTextFilter } from '../../components/use-text-filter.ts'
import type { ExecutionsSearch } from './route.ts'

const STATUSES = Object.values(WorkflowStatus).map((value) => ({ value, label: statusTitle(value) }))
const TYPES = [
  { value: ExecutionType.MANUAL, label: 'By hand' },
  { value: ExecutionType.EVENT, label: 'By event' },
  { value: ExecutionType.PERIODIC, label: 'By schedule' },
]
const TIMES = [
  { value: '1h', label: 'Last hour' },
  { value: '1d', label: 'Last day' },
  { value: '7d', label: 'Last week' },
] as const

interface ExecutionFiltersProps {
  readonly search: ExecutionsSearch
  readonly onChange: (filter: Partial<ExecutionsSearch>) => void
}

export function ExecutionFilters({ search, onChange }: ExecutionFiltersProps) {
  const [workflow, setWorkflow] = useTextFilter(search.workflow, (value) => onChange({ workflow: value }))
  return (
    <FilterBar>
      <TextInput
        aria-label="Workflow"
        placeholder="Workflow"
        leftSection={<IconSearch size={14} aria-hidden />}
        value={workflow}
        onChange={(event) => setWorkflow(event.currentTarget.value)}
        w={200}
      />
      <Choice label="Status" data={STATUSES} value={search.status} onChange={(status) => onChange({ status })} />
      <Choice label="Started" data={TYPES} value={search.type} onChange={(type) => onChange({ type })} />
      <Choice label="Began" data={TIMES} value={search.since} onChange={(since) => onChange({ since })} />
    </FilterBar>
  )
}
