import type { ReactNode } from 'react'
import classes from './scrolled.module.css'

interface ScrolledProps {
  /** Its name, for screen readers. */
  readonly label: string
  readonly children: ReactNode
}

/** The last part of a `WholeHeight` view: panels side by side, which scroll if they do not fit. */
export function Scrolled({ label, children }: ScrolledProps) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable area must be reachable by keyboard
    <section className={classes.scrolled} aria-label={label} tabIndex={0}>
      {children}
    </section>
  )
}
