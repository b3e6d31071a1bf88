import type { ReactNode } from 'react'
import classes from './fields.module.css'

/** A list of names and values. */
export function Fields({ children }: { readonly children: ReactNode }) {
  return <dl className={classes.fields}>{children}</dl>
}

interface FieldProps {
  readonly label: string
  readonly children: ReactNode
}

export function Field({ label, children }: FieldProps) {
  return (
    <div className={classes.field}>
      <dt className={classes.label}>{label}</dt>
      <dd className={classes.value}>{children}</dd>
    </div>
  )
}
