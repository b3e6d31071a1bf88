import type { ReactNode } from 'react'
import { ExecutionFilter } from '../../components/execution/execution-filter.tsx'
import { FilterBar } from '../../components/kit/filter/filter-bar.tsx'
import { TextFilter } from '../../components/kit/filter/text-filter.tsx'
import type { DeadLettersSearch } from './search.ts'

interface LetterFiltersProps {
  readonly search: DeadLettersSearch
  readonly onChange: (filter: Partial<DeadLettersSearch>) => void
  readonly aside: ReactNode
}

export function LetterFilters({ search, onChange, aside }: LetterFiltersProps) {
  return (
    <FilterBar aside={aside}>
      <TextFilter
        label="Workflow"
        value={search.workflow}
        onChange={(workflow) => onChange({ workflow })}
        width={170}
        isFirst
      />
      <ExecutionFilter value={search.execution} onChange={(execution) => onChange({ execution })} />
      <TextFilter label="Task" value={search.task} onChange={(task) => onChange({ task })} width={130} />
      <TextFilter label="Rule" value={search.rule} onChange={(rule) => onChange({ rule })} width={130} />
    </FilterBar>
  )
}
