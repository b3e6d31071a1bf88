import { TextInput } from '@mantine/core'
import { IconSearch } from '@tabler/icons-react'
import { useTextFilter } from './use-text-filter.ts'

interface TextFilterProps {
  readonly label: string
  /** The label if absent. */
  readonly placeholder?: string
  readonly value: string | undefined
  readonly onChange: (value: string | undefined) => void
  readonly width: number
  /** Shows the search icon: for the first field of a bar. */
  readonly isFirst?: boolean
}

/** A filter by text. */
export function TextFilter({ label, placeholder = label, value, onChange, width, isFirst = false }: TextFilterProps) {
  const [text, setText] = useTextFilter(value, onChange)
  return (
    <TextInput
      aria-label={label}
      placeholder={placeholder}
      leftSection={isFirst ? <IconSearch size={14} aria-hidden /> : undefined}
      value={text}
      onChange={(event) => setText(event.currentTarget.value)}
      w={width}
    />
  )
}
