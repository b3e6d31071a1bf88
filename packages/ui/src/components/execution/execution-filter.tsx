import { parseWholeNumber } from '@aiflow/sdk/internal/text'
import { NumberInput } from '@mantine/core'
import { useTextFilter } from '../kit/filter/use-text-filter.ts'

interface ExecutionFilterProps {
  readonly value: number | undefined
  readonly onChange: (value: number | undefined) => void
}

/** Filters by the id of a workflow execution. */
export function ExecutionFilter({ value, onChange }: ExecutionFilterProps) {
  const write = (text: string | undefined) => onChange(parseWholeNumber(text ?? '', 1) ?? undefined)
  const [text, setText] = useTextFilter(value?.toString(), write)
  return (
    <NumberInput
      aria-label="Execution"
      placeholder="Execution"
      value={text}
      onChange={(next) => setText(String(next))}
      allowDecimal={false}
      allowNegative={false}
      hideControls
      w={96}
    />
  )
}
