import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './empty-state.module.css'

interface EmptyStateProps {
  readonly icon: Icon
  readonly title: string
  /** What to do about it. */
  readonly children?: ReactNode
}

/** Shown in place of an empty list. Says what would fill it. */
export function EmptyState({ icon: IconOf, title, children }: EmptyStateProps) {
  return (
    <div className={classes.state}>
      <IconOf size={28} stroke={1.4} aria-hidden />
      <p className={classes.title}>{title}</p>
      {children === undefined ? null : <div className={classes.advice}>{children}</div>}
    </div>
  )
}
