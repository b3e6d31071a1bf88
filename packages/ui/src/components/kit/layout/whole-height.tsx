import type { ReactNode } from 'react'
import classes from './whole-height.module.css'

/** A view that fills the window: only its last part scrolls. */
export function WholeHeight({ children }: { readonly children: ReactNode }) {
  return (
    <div className={classes.view} data-whole-height>
      {children}
    </div>
  )
}
