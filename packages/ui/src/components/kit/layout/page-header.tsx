import type { ReactNode } from 'react'
import classes from './page-header.module.css'
import { usePageTitle } from './page-title.ts'

interface PageHeaderProps {
  /** Also the title of the browser tab. */
  readonly title: string
  /** Beside the title: a badge or a count. */
  readonly aside?: ReactNode
  /** The actions of the view. */
  readonly actions?: ReactNode
  /** Breadcrumbs: links to the parents. */
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
