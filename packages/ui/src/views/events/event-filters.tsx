import { NumberInput, Select, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import { FilterBar } from '../../components/filter-bar.tsx'
import { useTextFilter } from '../../components/use-text-filter.ts'
import type { EventsSearch } from './route.ts'

const KINDS = [
  { value: 'user', label: 'Events' },
  { value: 'status', label: 'Statuses' },
  { value: 'control', label: 'Requests' },
  { value: 'timer', label: 'Timers' },
  { value: 'report', label: 'Reports' },
  { value: 'all', label: 'All kinds' },
] as const
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

/** Keys and senders are compared as a whole: the log is not searched for parts of them. */
export function EventFilters({ search, onChange, aside }: EventFiltersProps) {
  const [key, setKey] = useTextFilter(search.key, (value) => onChange({ key: value }))
  const [sender, setSender] = useTextFilter(search.sender, (value) => onChange({ sender: value }))
  const [execution, setExecution] = useTextFilter(search.execution?.toString(), (value) =>
    onChange({ execution: value === undefined ? undefined : Number(value) }),
  )
  return (
    <FilterBar aside={aside}>
      <TextInput
        aria-label="Key"
        placeholder="Exact key"
        leftSection={<IconSearch size={14} aria-hidden />}
        value={key}
        onChange={(event) => setKey(event.currentTarget.value)}
        w={190}
      />
      <Select
        aria-label="Kind"
        placeholder="Kind"
        data={[...KINDS]}
        value={search.kind ?? null}
        onChange={(chosen) => onChange({ kind: KINDS.find(({ value }) => value === chosen)?.value })}
        clearable
        w={116}
      />
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
