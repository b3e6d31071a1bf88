import { ActionIcon, Button, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import classes from './property-rows.module.css'

export interface Property {
  /** The id of the row while it is edited. */
  readonly id: string
  readonly key: string
  readonly value: string
}

interface PropertyRowsProps {
  readonly rows: readonly Property[]
  /** Null if the properties are read-only. */
  readonly onChange: ((rows: readonly Property[]) => void) | null
}

/** Names and values, one row each. */
export function PropertyRows({ rows, onChange }: PropertyRowsProps) {
  const set = (id: string, part: Partial<Property>) =>
    onChange?.(rows.map((row) => (row.id === id ? { ...row, ...part } : row)))
  return (
    <div className={classes.rows}>
      {rows.length === 0 ? <span className={classes.none}>No properties.</span> : null}
      {rows.map(({ id, key, value }) => (
        <div key={id} className={classes.row}>
          <TextInput
            aria-label="Name of the property"
            value={key}
            readOnly={onChange === null}
            onChange={(event) => set(id, { key: event.currentTarget.value })}
          />
          <TextInput
            aria-label={`Value of ${key}`}
            value={value}
            readOnly={onChange === null}
            onChange={(event) => set(id, { value: event.currentTarget.value })}
          />
          {onChange === null ? null : (
            <ActionIcon
              variant="subtle"
              color="gray"
              aria-label={`Remove ${key}`}
              onClick={() => onChange(rows.filter((row) => row.id !== id))}
            >
              <IconX size={14} />
            </ActionIcon>
          )}
        </div>
      ))}
      {onChange === null ? null : (
        <Button
          variant="subtle"
          size="compact-xs"
          className={classes.add ?? ''}
          leftSection={<IconPlus size={13} />}
          onClick={() => onChange([...rows, { id: crypto.randomUUID(), key: '', value: '' }])}
        >
          Add property
        </Button>
      )}
    </div>
  )
}
