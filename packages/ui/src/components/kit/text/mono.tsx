import type { ReactNode } from 'react'
import classes from './mono.module.css'

interface MonoProps {
  readonly children: ReactNode
  /** The full text, if it may be cut off. */
  readonly title?: string
}

/** Text to compare letter by letter: keys of events, ids, file names. */
export function Mono({ children, title }: MonoProps) {
  return (
    <span className={classes.mono} title={title}>
      {children}
    </span>
  )
}
