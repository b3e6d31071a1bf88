import type { Icon } from '@tabler/icons-react'
import type { ReactNode } from 'react'
import classes from './cause-card.module.css'

interface CauseCardProps {
  readonly icon: Icon
  /** A link if it leads somewhere. */
  readonly title: ReactNode
  /** Beside the title: a status or an action. */
  readonly aside?: ReactNode
  readonly detail?: ReactNode
  /** The thing that the view is about. */
  readonly isMain?: boolean
  readonly children?: ReactNode
}

/** One thing that happened, in a chain of causes and effects. */
export function CauseCard({ icon: IconOf, title, aside, detail, isMain = false, children }: CauseCardProps) {
  return (
    <div className={classes.card} data-main={isMain || undefined}>
      <IconOf size={15} stroke={1.7} aria-hidden className={classes.icon} />
      <div className={classes.words}>
        <div className={classes.line}>
          <span className={classes.title}>{title}</span>
          {aside}
        </div>
        {detail === undefined || detail === null || detail === '' ? null : (
          <div className={classes.detail}>{detail}</div>
        )}
        {children}
      </div>
    </div>
  )
}
