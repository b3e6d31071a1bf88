import type { FanIn } from '@aiflow/sdk/internal/wire'
import { NumberInput, Select } from '@mantine/core'

const TYPES: readonly { readonly value: FanIn['type']; readonly label: string }[] = [
  { value: 'each', label: 'each: one execution for each event' },
  { value: 'latest', label: 'latest: one for the newest, once all have ended' },
  { value: 'batch', label: 'batch: one for many' },
]

interface FanInFieldsProps {
  readonly value: FanIn
  readonly onChange: (value: FanIn) => void
}

/** Edits how many executions a number of events start. */
export function FanInFields({ value, onChange }: FanInFieldsProps) {
  const choose = (chosen: string | null) => {
    if (chosen === 'batch') onChange({ type: 'batch', size: 100, seconds: 60 })
    else onChange({ type: chosen === 'latest' ? 'latest' : 'each' })
  }
  return (
    <>
      <Select label="Many events" data={[...TYPES]} value={value.type} onChange={choose} allowDeselect={false} />
      {value.type === 'batch' ? (
        <>
          <NumberInput
            label="Events of a batch"
            min={1}
            max={1000}
            allowDecimal={false}
            value={value.size ?? ''}
            onChange={(size) => onChange(batchOf(size, value.seconds))}
          />
          <NumberInput
            label="Seconds after the first"
            min={0}
            value={value.seconds ?? ''}
            onChange={(seconds) => onChange(batchOf(value.size, seconds))}
          />
        </>
      ) : null}
    </>
  )
}

function batchOf(size: number | string | undefined, seconds: number | string | undefined): FanIn {
  return {
    type: 'batch',
    ...(typeof size === 'number' ? { size } : {}),
    ...(typeof seconds === 'number' ? { seconds } : {}),
  }
}
