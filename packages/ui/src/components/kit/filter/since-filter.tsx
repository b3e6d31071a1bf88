import { SINCE, type Since } from '../../../data/since.ts'
import { Choice } from './choice.tsx'

const TITLES: Readonly<Record<Since, string>> = { '1h': 'Last hour', '1d': 'Last day', '7d': 'Last week' }
const TIMES = SINCE.map((value) => ({ value, label: TITLES[value] }))

interface SinceFilterProps {
  readonly label: string
  readonly value: Since | undefined
  readonly onChange: (value: Since | undefined) => void
}

/** Filters by age. */
export function SinceFilter(props: SinceFilterProps) {
  return <Choice data={TIMES} {...props} />
}
