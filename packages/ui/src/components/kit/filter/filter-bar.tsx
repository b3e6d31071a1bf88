import type { ReactNode } from 'react'
import classes from './filter-bar.module.css'

interface FilterBarProps {
  readonly children: ReactNode
  /** At the other end: a count or a switch. */
  readonly aside?: ReactNode
}

/** The filters of a list. `/` focuses its first field. */
export function FilterBar({ children, aside }: FilterBarProps) {
  return (
    <search className={classes.bar} data-filter aria-label="Filter">
      <div className={classes.fields}>{children}</div>
      {aside === undefined ? null : <div className={classes.aside}>{aside}</div>}
    </search>
  )
}
