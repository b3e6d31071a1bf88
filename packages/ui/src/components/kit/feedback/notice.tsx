import { IconInfoCircle } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import type { Tone } from '../../../theme/states.ts'
import classes from './notice.module.css'

interface NoticeProps {
  readonly tone: Tone
  readonly children: ReactNode
}

/** A line to read before looking any closer. */
export function Notice({ tone, children }: NoticeProps) {
  return (
    <p className={classes.notice} style={{ background: `var(--state-${tone}-soft)`, color: `var(--state-${tone})` }}>
      <IconInfoCircle size={15} aria-hidden className={classes.sign} />
      <span>{children}</span>
    </p>
  )
}
