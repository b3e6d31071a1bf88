import { IconX } from '@tabler/icons-react'
import { Link } from '@tanstack/react-router'
import classes from './label-chips.module.css'
import { type Labels, labelsText } from './label-search.ts'

interface LabelChipsProps {
  readonly labels: Labels
  /** Labels that the list is filtered by already. */
  readonly chosen?: Labels
}

/** Labels of a workflow. Each leads to the workflows that have it, too. */
export function LabelChips({ labels, chosen = {} }: LabelChipsProps) {
  return (
    <span className={classes.chips}>
      {Object.entries(labels).map(([name, value]) => (
        <Link
          key={name}
          to="/workflows"
          search={(old) => ({ ...old, labels: labelsText({ ...chosen, [name]: value }) })}
          className={classes.chip}
          title={`Workflows with the label ${name}=${value}`}
        >
          {name}={value}
        </Link>
      ))}
    </span>
  )
}

interface FilterChipProps {
  readonly text: string
  readonly onRemove: () => void
}

/** A filter that is on. */
export function FilterChip({ text, onRemove }: FilterChipProps) {
  return (
    <button type="button" className={classes.chip} onClick={onRemove} aria-label={`Remove the filter ${text}`}>
      {text}
      <IconX size={12} aria-hidden />
    </button>
  )
}
