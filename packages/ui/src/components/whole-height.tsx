import type { ReactNode } from 'react'
import classes from './whole-height.module.css'

/** A view that takes the height of the window: its last part scrolls by itself. */
export function WholeHeight({ children }: { readonly children: ReactNode }) {
  return <div className={classes.view}>{children}</div>
}
