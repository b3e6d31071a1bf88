import { TaskAction } from '@aiflow/sdk'
import type { ArrowWay } from '../model/graph.ts'
import { ActionSign } from './action-look.tsx'
import { DASHES } from './arrow.tsx'
import classes from './legend.module.css'

const WAYS: readonly { readonly way: ArrowWay; readonly text: string }[] = [
  { way: 'status', text: 'status of a task' },
  { way: 'event', text: 'event' },
  { way: 'custom', text: 'custom condition' },
]

/** The meaning of the lines and icons of the graph. */
export function Legend() {
  return (
    <ul className={classes.legend} aria-label="Legend">
      {WAYS.map(({ way, text }) => (
        <li key={way} className={classes.entry}>
          <svg width={30} height={8} aria-hidden="true">
            <line x1={1} x2={29} y1={4} y2={4} stroke="currentColor" strokeWidth={1.5} strokeDasharray={DASHES[way]} />
          </svg>
          {text}
        </li>
      ))}
      {TaskAction.values.map((action) => (
        <li key={action} className={classes.entry}>
          <ActionSign action={action} />
        </li>
      ))}
    </ul>
  )
}
