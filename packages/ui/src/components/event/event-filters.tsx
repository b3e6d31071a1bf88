import { Select, TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { type ChosenKind, EVENT_KINDS } from '../../data/event-kinds.ts'
import { useMay } from '../../data/use-session.ts'
import { useTextFilter } from '../kit/filter/use-text-filter.ts'

const LABELS = {
  user: 'Events',
  status: 'Statuses',
  control: 'Requests',
  timer: 'Timers',
  report: 'Reports',
  all: 'All kinds',
} as const

interface KeyFilterProps {
  readonly value: string | undefined
  readonly onChange: (value: string | undefined) => void
}

/** Keys must match exactly: the log has no index for parts of keys. */
export function KeyFilter({ value, onChange }: KeyFilterProps) {
  const [key, setKey] = useTextFilter(value, onChange)
  return (
    <TextInput
      aria-label="Key"
      placeholder="Exact key"
      leftSection={<IconSearch size={14} aria-hidden />}
      value={key}
      onChange={(event) => setKey(event.currentTarget.value)}
      w={190}
    />
  )
}

interface KindFilterProps {
  readonly value: ChosenKind
  readonly onChange: (value: ChosenKind) => void
}

export function KindFilter({ value, onChange }: KindFilterProps) {
  const mayReadRequests = useMay('admin')
  const kinds = EVENT_KINDS.filter((kind) => kind !== 'control' || mayReadRequests)
  return (
    <Select
      aria-label="Kind"
      placeholder="Kind"
      data={kinds.map((kind) => ({ value: kind, label: LABELS[kind] }))}
      value={value ?? null}
      onChange={(chosen) => onChange(chosen ?? undefined)}
      clearable
      w={116}
    />
  )
}
