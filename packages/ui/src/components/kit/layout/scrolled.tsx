import type { ReactNode } from 'react'
import classes from './scrolled.module.css'

interface ScrolledProps {
  /** What it is, for those who hear the page. */
  readonly label: string
  readonly children: ReactNode
}

/** The last part of a `WholeHeight` view: panels beside each other, which scroll where there is no room for them. */
export function Scrolled({ label, children }: ScrolledProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <section className={classes.scrolled} aria-label={label} tabIndex={0}>
      {children}
    </section>
  )
}
