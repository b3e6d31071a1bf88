import type { ReactNode } from 'react'
import classes from './whole-height.module.css'

/** A view that takes what the frame leaves of the window: its last part scrolls by itself. */
export function WholeHeight({ children }: { readonly children: ReactNode }) {
  return (
    <div className={classes.view} data-whole-height>
      {children}
    </div>
  )
}
