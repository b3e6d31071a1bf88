import { TaskAction } from '@aiflow/sdk'
import { type Icon, IconPlayerPlayFilled, IconPlayerStopFilled, IconRefresh } from '@tabler/icons-react'
import classes from './action-look.module.css'

const ICONS: Readonly<Record<TaskAction, Icon>> = {
  [TaskAction.START]: IconPlayerPlayFilled,
  [TaskAction.STOP]: IconPlayerStopFilled,
  [TaskAction.RESTART]: IconRefresh,
}

const COLORS: Readonly<Record<TaskAction, string>> = {
  [TaskAction.START]: 'var(--state-success)',
  [TaskAction.STOP]: 'var(--state-failed)',
  [TaskAction.RESTART]: 'var(--state-running)',
}

export function actionColor(action: TaskAction | null): string {
  return action === null ? 'var(--text-quiet)' : COLORS[action]
}

const TITLES: Readonly<Record<TaskAction, string>> = {
  [TaskAction.START]: 'Start',
  [TaskAction.STOP]: 'Stop',
  [TaskAction.RESTART]: 'Restart',
}

interface ActionSignProps {
  readonly action: TaskAction
  /** Leaves the word out if it stands beside the icon. */
  readonly isBare?: boolean
}

/** The action of a rule, by colour, icon and word. */
export function ActionSign({ action, isBare = false }: ActionSignProps) {
  const IconOf = ICONS[action]
  return (
    <span className={classes.sign} style={{ color: COLORS[action] }}>
      <IconOf size={12} aria-hidden={!isBare} {...(isBare ? { role: 'img', 'aria-label': TITLES[action] } : {})} />
      {isBare ? null : TITLES[action]}
    </span>
  )
}
