import { CloseButton } from '@mantine/core'
import type { ReactNode } from 'react'
import classes from './graph-card.module.css'

interface GraphRoomProps {
  /** The graph. */
  readonly children: ReactNode
  /** The card of the selected box, null if none is selected. */
  readonly card: ReactNode
}

/** A graph with a card for the selected box beside it, or below it on a small screen. */
export function GraphRoom({ children, card }: GraphRoomProps) {
  return (
    <div className={classes.room}>
      {children}
      {card}
    </div>
  )
}

interface GraphCardProps {
  /** The kind of box. */
  readonly kind: string
  readonly name: string
  readonly onClose: () => void
  readonly children: ReactNode
}

/** A card that describes the selected box. */
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
