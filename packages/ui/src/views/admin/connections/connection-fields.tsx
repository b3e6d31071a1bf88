import type { ConnectionField } from '@aiflow/sdk/internal/connections'
import { Autocomplete, Select, TextInput } from '@mantine/core'
import { useQuery } from '@tanstack/react-query'
import { secretsQuery } from '../../../data/queries/administration.ts'
import { type ConnectionDraft, fieldsOf } from './connection-draft.ts'

interface ConnectionFieldsProps {
  readonly draft: ConnectionDraft
  readonly onChange: (name: string, value: string) => void
}

/** The fields of the type of a connection. Secret ones take the name of a secret. */
export function ConnectionFields({ draft, onChange }: ConnectionFieldsProps) {
  const { data: secrets = [] } = useQuery(secretsQuery([draft.namespace]))
  const names = secrets.map(({ name }) => name)
  return fieldsOf(draft.type).map((field) => (
    <Field
      key={field.name}
      field={field}
      value={draft.values[field.name] ?? ''}
      secrets={names}
      onChange={(value) => onChange(field.name, value)}
    />
  ))
}

interface FieldProps {
  readonly field: ConnectionField
  readonly value: string
  readonly secrets: readonly string[]
  readonly onChange: (value: string) => void
}

function Field({ field, value, secrets, onChange }: FieldProps) {
  const { name, description, required = false, choices, kind } = field
  const shared = { label: name, description: `${description}.`, withAsterisk: required, value } as const
  if (field.secret) {
    const advice = secrets.includes(value) || value === '' ? '' : ' There is no such secret yet.'
    return (
      <Autocomplete
        {...shared}
        description={`${description}: the name of a secret.${advice}`}
        data={[...secrets]}
        onChange={onChange}
        autoComplete="off"
      />
    )
  }
  const placeholder = field.default === undefined ? '' : String(field.default)
  if (kind === 'choice' || kind === 'flag') {
    const data = kind === 'flag' ? ['true', 'false'] : [...(choices ?? [])]
    return (
      <Select
        {...shared}
        data={data}
        value={value === '' ? null : value}
        placeholder={placeholder}
        onChange={(chosen) => onChange(chosen ?? '')}
        clearable={!required}
      />
    )
  }
  return (
    <TextInput
      {...shared}
      placeholder={placeholder}
      onChange={(event) => onChange(event.currentTarget.value)}
      autoComplete="off"
    />
  )
}
