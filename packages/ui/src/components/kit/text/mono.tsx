import type { ReactNode } from 'react'
import classes from './mono.module.css'

interface MonoProps {
  readonly children: ReactNode
  /** The whole of it, where the room may not be enough. */
  readonly title?: string
}

/** Keys of events, ids, names of files: what is compared letter by letter. */
export function Mono({ children, title }: MonoProps) {
  return (
    <span className={classes.mono} title={title}>
      {children}
    </span>
  )
}
