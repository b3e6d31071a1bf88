import { Select } from '@mantine/core'

interface ChoiceProps<T extends string> {
  readonly label: string
  /** The label if absent. */
  readonly placeholder?: string
  readonly data: readonly { readonly value: T; readonly label: string }[]
  readonly width?: number
  readonly value: T | undefined
  readonly onChange: (value: T | undefined) => void
}

/** A filter with a choice of values, or none. */
export function Choice<T extends string>({
  label,
  placeholder = label,
  data,
  width = 132,
  value,
  onChange,
}: ChoiceProps<T>) {
  return (
    <Select
      aria-label={label}
      placeholder={placeholder}
      data={[...data]}
      value={value ?? null}
      onChange={(chosen) => onChange(data.find((one) => one.value === chosen)?.value)}
      clearable
      w={width}
    />
  )
}
