import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Tone } from '../../theme/states.ts'
import classes from './banner.module.css'

interface BannerProps {
  readonly tone: Tone
  readonly icon: Icon
  /** Screen readers read an alert at once. */
  readonly role: 'status' | 'alert'
  readonly children: ReactNode
}

/** A line above every view, for what concerns all of them. */
export function Banner({ tone, icon: IconOf, role, children }: BannerProps) {
  const style = { background: `var(--state-${tone}-soft)`, color: `var(--state-${tone})` }
  return (
    <div className={classes.banner} style={style} role={role}>
      <IconOf size={16} aria-hidden className={classes.sign} />
      <span className={classes.text}>{children}</span>
    </div>
  )
}
