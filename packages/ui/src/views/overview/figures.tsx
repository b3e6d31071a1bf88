import { Skeleton } from '@mantine/core'
import type { ReactNode } from 'react'
import { countText } from '../../components/kit/text/count-text.ts'
import classes from './figures.module.css'

/** A row of key figures. */
export function Figures({ children }: { readonly children: ReactNode }) {
  return <dl className={classes.figures}>{children}</dl>
}

interface FigureProps {
  readonly label: string
  /** Undefined while it is loading. */
  readonly value: ReactNode
  /** Details below the number. */
  readonly hint?: ReactNode
  readonly tone?: 'failed' | 'retrying'
}

export function Figure({ label, value, hint, tone }: FigureProps) {
  const shown = typeof value === 'number' ? countText(value) : value
  return (
    <div className={classes.figure} data-tone={tone}>
      <dt className={classes.label}>{label}</dt>
      <dd className={classes.value}>{shown ?? <Skeleton height={22} width={56} />}</dd>
      {hint === undefined ? null : <dd className={classes.hint}>{hint}</dd>}
    </div>
  )
}
