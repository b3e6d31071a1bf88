import { type ReactNode, useId } from 'react'
import classes from './panel.module.css'

interface PanelProps {
  readonly title: string
  /** Beside the title: a count or a link to more. */
  readonly aside?: ReactNode
  readonly children: ReactNode
  /** Without padding, for tables. */
  readonly isFlush?: boolean
}

/** A part of a view, with a title. */
export function Panel({ title, aside, children, isFlush = false }: PanelProps) {
  const id = useId()
  return (
    <section className={classes.panel} aria-labelledby={id}>
      <header className={classes.head}>
        <h2 className={classes.title} id={id}>
          {title}
        </h2>
        {aside === undefined ? null : <div className={classes.aside}>{aside}</div>}
      </header>
      <div className={isFlush ? classes.flush : classes.body}>{children}</div>
    </section>
  )
}
