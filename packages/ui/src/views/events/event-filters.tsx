import { NumberInput, Select, TextInput } from '@mantine/core'
import type { ReactNode } from 'react'
import { KeyFilter, KindFilter } from '../../components/event-filters.tsx'
import { FilterBar } from '../../components/filter-bar.tsx'
import { useTextFilter } from '../../components/use-text-filter.ts'
import type { EventsSearch } from './route.ts'

const TIMES = [
  { value: '1h', label: 'Last hour' },
  { value: '1d', label: 'Last day' },
  { value: '7d', label: 'Last week' },
] as const

interface EventFiltersProps {
  readonly search: EventsSearch
  readonly onChange: (filter: Partial<EventsSearch>) => void
  readonly aside: ReactNode
}

/** Senders, like keys, are compared as a whole. */
export function EventFilters({ search, onChange, aside }: EventFiltersProps) {
  const [sender, setSender] = useTextFilter(search.sender, (value) => onChange({ sender: value }))
  const [execution, setExecution] = useTextFilter(search.execution?.toString(), (value) =>
    onChange({ execution: value === undefined ? undefined : Number(value) }),
  )
  return (
    <FilterBar aside={aside}>
      <KeyFilter value={search.key} onChange={(key) => onChange({ key })} />
      <KindFilter value={search.kind} onChange={(kind) => onChange({ kind })} />
      <TextInput
        aria-label="Sender"
        placeholder="Exact sender"
        value={sender}
        onChange={(event) => setSender(event.currentTarget.value)}
        w={150}
      />
      <NumberInput
        aria-label="Execution"
        placeholder="Execution"
        value={execution}
        onChange={(value) => setExecution(String(value))}
        allowDecimal={false}
        allowNegative={false}
        hideControls
        w={96}
      />
      <Select
        aria-label="Time"
        placeholder="Time"
        data={[...TIMES]}
        value={search.since ?? null}
        onChange={(chosen) => onChange({ since: TIMES.find(({ value }) => value === chosen)?.value })}
        clearable
        w={120}
      />
    </FilterBar>
  )
}
