import type { ReactNode } from 'react'
import classes from './page-header.module.css'
import { usePageTitle } from './page-title.ts'

interface PageHeaderProps {
  /** Also that of the browser's tab. */
  readonly title: string
  /** Beside the title: a badge, a count. */
  readonly aside?: ReactNode
  /** What can be done here. */
  readonly actions?: ReactNode
  /** The way to here: links to what this belongs to. */
  readonly above?: ReactNode
}

export function PageHeader({ title, aside, actions, above }: PageHeaderProps) {
  usePageTitle(title)
  return (
    <header className={classes.header}>
      <div className={classes.words}>
        {above === undefined ? null : <div className={classes.above}>{above}</div>}
        <div className={classes.line}>
          <h1 className={classes.title}>{title}</h1>
          {aside}
        </div>
      </div>
      {actions === undefined ? null : <div className={classes.actions}>{actions}</div>}
    </header>
  )
}
