import type { ReactNode } from 'react'
import { KeyFilter, KindFilter } from '../../components/event/event-filters.tsx'
import { ExecutionFilter } from '../../components/execution/execution-filter.tsx'
import { FilterBar } from '../../components/kit/filter/filter-bar.tsx'
import { SinceFilter } from '../../components/kit/filter/since-filter.tsx'
import { TextFilter } from '../../components/kit/filter/text-filter.tsx'
import type { EventsSearch } from './search.ts'

interface EventFiltersProps {
  readonly search: EventsSearch
  readonly onChange: (filter: Partial<EventsSearch>) => void
  readonly aside: ReactNode
}

/** Senders and principals must match exactly, like keys. */
export function EventFilters({ search, onChange, aside }: EventFiltersProps) {
  return (
    <FilterBar aside={aside}>
      <KeyFilter value={search.key} onChange={(key) => onChange({ key })} />
      <KindFilter value={search.kind} onChange={(kind) => onChange({ kind })} />
      <TextFilter
        label="Sender"
        placeholder="Exact sender"
        value={search.sender}
        onChange={(sender) => onChange({ sender })}
        width={150}
      />
      <TextFilter
        label="Sent by"
        placeholder="Principal (token:ci)"
        value={search.principal}
        onChange={(principal) => onChange({ principal })}
        width={150}
      />
      <ExecutionFilter value={search.execution} onChange={(execution) => onChange({ execution })} />
      <SinceFilter label="Time" value={search.since} onChange={(since) => onChange({ since })} />
    </FilterBar>
  )
}
