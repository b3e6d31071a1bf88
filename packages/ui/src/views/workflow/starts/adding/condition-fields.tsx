import { ActionIcon, Button, SegmentedControl, Select, Textarea, TextInput } from '@mantine/core'
import { IconPlus, IconX } from '@tabler/icons-react'
import classes from './add-form.module.css'
import {
  type ConditionDraft,
  type ConditionKind,
  type FilterKind,
  type MatchDraft,
  shownMatches,
} from './condition-draft.ts'

const KINDS: readonly { readonly value: ConditionKind; readonly label: string }[] = [
  { value: 'event', label: 'One event' },
  { value: 'allEvents', label: 'All of several' },
  { value: 'anyEvent', label: 'Any of several' },
  { value: 'cel', label: 'CEL' },
]
const FILTERS: readonly { readonly value: FilterKind; readonly label: string }[] = [
  { value: 'any', label: 'any value' },
  { value: 'equals', label: 'equal to' },
  { value: 'in', label: 'one of' },
  { value: 'matches', label: 'matching' },
]
const PLACEHOLDERS: Readonly<Record<FilterKind, string>> = {
  any: '',
  equals: 'value',
  in: 'a, b, c',
  matches: '^regular expression$',
}

interface ConditionFieldsProps {
  readonly draft: ConditionDraft
  readonly onChange: (draft: ConditionDraft) => void
}

/** Edits a condition of a trigger. */
export function ConditionFields({ draft, onChange }: ConditionFieldsProps) {
  const { kind, expression, keys } = draft
  return (
    <>
      <SegmentedControl
        size="xs"
        aria-label="Condition"
        data={[...KINDS]}
        value={kind}
        onChange={(chosen) => onChange({ ...draft, kind: KINDS.find(({ value }) => value === chosen)?.value ?? kind })}
      />
      {kind === 'cel' ? (
        <>
          <Textarea
            label="Expression"
            description="In the Common Expression Language, over event"
            placeholder="event.json.total > 100"
            value={expression}
            onChange={(event) => onChange({ ...draft, expression: event.currentTarget.value })}
            autosize
            minRows={2}
            spellCheck={false}
            styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
          />
          <TextInput
            label="Keys"
            description="Events to judge, separated by commas; leave empty for all events of the namespace"
            value={keys}
            onChange={(event) => onChange({ ...draft, keys: event.currentTarget.value })}
          />
        </>
      ) : (
        <MatchFields draft={draft} onChange={onChange} />
      )}
    </>
  )
}

function MatchFields({ draft, onChange }: ConditionFieldsProps) {
  const { kind, matches } = draft
  const shown = shownMatches(draft)
  const set = (match: MatchDraft) =>
    onChange({ ...draft, matches: matches.map((one) => (one.id === match.id ? match : one)) })
  const add = () => {
    const id = Math.max(...matches.map((one) => one.id)) + 1
    onChange({ ...draft, matches: [...matches, { id, key: '', filter: 'any', text: '' }] })
  }
  return (
    <fieldset className={classes.matches}>
      <legend>{kind === 'event' ? 'Event' : 'Events'}</legend>
      {shown.map((match, index) => (
        <MatchRow
          key={match.id}
          match={match}
          label={kind === 'event' ? '' : ` ${index + 1}`}
          onChange={set}
          onRemove={
            shown.length === 1
              ? null
              : () => onChange({ ...draft, matches: matches.filter(({ id }) => id !== match.id) })
          }
        />
      ))}
      {kind === 'event' ? null : (
        <Button variant="default" size="compact-xs" leftSection={<IconPlus size={12} aria-hidden />} onClick={add}>
          Add an event
        </Button>
      )}
    </fieldset>
  )
}

interface MatchRowProps {
  readonly match: MatchDraft
  readonly label: string
  readonly onChange: (match: MatchDraft) => void
  readonly onRemove: (() => void) | null
}

function MatchRow({ match, label, onChange, onRemove }: MatchRowProps) {
  const { key, filter, text } = match
  return (
    <div className={classes.match}>
      <TextInput
        label={`Key${label}`}
        value={key}
        onChange={(event) => onChange({ ...match, key: event.currentTarget.value })}
      />
      <Select
        label={`Value${label}`}
        data={[...FILTERS]}
        value={filter}
        onChange={(chosen) =>
          onChange({ ...match, filter: FILTERS.find(({ value }) => value === chosen)?.value ?? filter })
        }
        allowDeselect={false}
      />
      {filter === 'any' ? (
        <span />
      ) : (
        <TextInput
          aria-label={`Compared with${label}`}
          placeholder={PLACEHOLDERS[filter]}
          value={text}
          onChange={(event) => onChange({ ...match, text: event.currentTarget.value })}
        />
      )}
      {onRemove === null ? (
        <span />
      ) : (
        <ActionIcon variant="subtle" color="gray" aria-label={`Remove event${label}`} onClick={onRemove}>
          <IconX size={14} aria-hidden />
        </ActionIcon>
      )}
    </div>
  )
}
