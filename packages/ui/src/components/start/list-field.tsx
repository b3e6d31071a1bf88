import type { Json } from '@aiflow/sdk'
import { ActionIcon, Button } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './start.module.css'

interface ListItem {
  readonly index: number
  readonly title: string
  readonly value: Json
  readonly onChange: (value: Json | undefined) => void
}

interface ListFieldProps {
  readonly title: string
  readonly description: string | undefined
  readonly problem: string | null
  readonly value: Json | undefined
  /** Called with undefined if the last item of an optional list was removed. */
  readonly onChange: (value: Json | undefined) => void
  readonly isNeeded: boolean
  /** The initial value of a new item. */
  readonly first: Json
  readonly renderItem: (item: ListItem) => ReactNode
}

/** A list of values of one type. */
export function ListField(props: ListFieldProps) {
  const { title, description, problem, value, onChange, isNeeded, first, renderItem } = props
  const list = Array.isArray(value) ? value : []
  const set = (index: number, next: Json | undefined) =>
    onChange(list.map((one, at) => (at === index ? (next ?? null) : one)))
  const remove = (index: number) => {
    const rest = list.filter((_, at) => at !== index)
    onChange(rest.length === 0 && !isNeeded ? undefined : rest)
  }
  return (
    <fieldset className={classes.group}>
      <legend className={classes.legend}>{title}</legend>
      {description === undefined ? null : <p className={classes.hint}>{description}</p>}
      {list.map((one, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a value has no identity but its position
        <div key={index} className={classes.item}>
          <div className={classes.itemField}>
            {renderItem({ index, title: `${title} ${index + 1}`, value: one, onChange: (next) => set(index, next) })}
          </div>
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={`Remove ${title} ${index + 1}`}
            onClick={() => remove(index)}
          >
            <IconX size={14} aria-hidden />
          </ActionIcon>
        </div>
      ))}
      <Button
        variant="default"
        size="compact-xs"
        leftSection={<IconPlus size={12} aria-hidden />}
        onClick={() => onChange([...list, first])}
      >
        Add to {title}
      </Button>
      {problem === null ? null : <p className={classes.problem}>{problem}</p>}
    </fieldset>
  )
}
