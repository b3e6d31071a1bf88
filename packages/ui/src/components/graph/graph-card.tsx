import { CloseButton } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './graph-card.module.css'

interface GraphRoomProps {
  /** The picture. */
  readonly children: ReactNode
  /** Of what is chosen in it, null where nothing is. */
  readonly card: ReactNode
}

/** A picture, and beside it what is chosen in it; one below the other on a small screen. */
export function GraphRoom({ children, card }: GraphRoomProps) {
  return (
    <div className={classes.room}>
      {children}
      {card}
    </div>
  )
}

interface GraphCardProps {
  /** What kind of thing it is. */
  readonly kind: string
  readonly name: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** What is chosen in a picture, in words. */
export function GraphCard({ kind, name, onClose, children }: GraphCardProps) {
  return (
    <section className={classes.card} aria-label={`${kind} ${name}`}>
      <div className={classes.head}>
        <div className={classes.words}>
          <div className={classes.kind}>{kind}</div>
          <h2 className={classes.title}>{name}</h2>
        </div>
        <CloseButton size="sm" aria-label="Close" onClick={onClose} />
      </div>
      {children}
    </section>
  )
}
