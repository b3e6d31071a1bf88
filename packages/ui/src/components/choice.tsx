import { Select } from '@mantine/core'

interface ChoiceProps<T extends string> {
  readonly label: string
  readonly data: readonly { readonly value: T; readonly label: string }[]
  readonly value: T | undefined
  readonly onChange: (value: T | undefined) => void
}

/** A filter that has some values, or none. */
export function Choice<T extends string>({ label, data, value, onChange }: ChoiceProps<T>) {
  return (
    <Select
      aria-label={label}
      placeholder={label}
      data={[...data]}
      value={value ?? null}
      onChange={(chosen) => onChange(data.find((one) => one.value === chosen)?.value)}
      clearable
      w={132}
    />
  )
}
