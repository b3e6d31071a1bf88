import type { TaskAction } from '@aiflow/sdk'
import { IconPlayerPlay, IconPlayerStop, IconRefresh, IconRoute } from '@tabler/icons-react'
import classes from './action-tag.module.css'

const ICONS = { START: IconPlayerPlay, STOP: IconPlayerStop, RESTART: IconRefresh, EXECUTE: IconRoute }
const TITLES = { START: 'Start', STOP: 'Stop', RESTART: 'Restart', EXECUTE: 'Start execution' }

/** The action of a rule, by colour, icon and word. A trigger has no action: it starts an execution. */
export function ActionTag({ action }: { readonly action: TaskAction | null }) {
  const what = action ?? 'EXECUTE'
  const IconOf = ICONS[what]
  return (
    <span className={classes.action} data-action={what}>
      <IconOf size={13} aria-hidden />
      {TITLES[what]}
    </span>
  )
}
