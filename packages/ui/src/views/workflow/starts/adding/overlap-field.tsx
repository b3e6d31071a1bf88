import type { Overlap } from '@aiflow/sdk'
import { Select } from '@mantine/core'
import { overlapText } from '../overlap-text.ts'

const OVERLAPS: readonly Overlap[] = ['allow', 'skip', 'queue', 'stop-old']
const DATA = OVERLAPS.map((value) => ({ value, label: `${value}: ${overlapText(value)}` }))

interface OverlapFieldProps {
  readonly value: Overlap
  readonly onChange: (value: Overlap) => void
}

export function OverlapField({ value, onChange }: OverlapFieldProps) {
  return (
    <Select
      label="While executions are active"
      data={DATA}
      value={value}
      onChange={(chosen) => onChange(OVERLAPS.find((one) => one === chosen) ?? value)}
      allowDeselect={false}
    />
  )
}
