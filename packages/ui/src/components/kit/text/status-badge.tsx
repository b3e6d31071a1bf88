import {
  type Icon,
  IconAlertCircle,
  IconCircleCheck,
  IconCircleDashed,
  IconClockPause,
  IconHandStop,
  IconPlayerPlay,
  IconRefresh,
  IconSquare,
} from '@tabler/icons-react'
import { type Status, toneOf } from '../../../theme/states.ts'
import classes from './status-badge.module.css'

const ICONS: Readonly<Record<Status, Icon>> = {
  INIT: IconCircleDashed,
  QUEUED: IconClockPause,
  RUNNING: IconPlayerPlay,
  SUCCESS: IconCircleCheck,
  FAILED: IconAlertCircle,
  STOPPING: IconHandStop,
  STOPPED: IconSquare,
  RETRYING: IconRefresh,
}

const TITLES: Readonly<Record<Status, string>> = {
  INIT: 'Waiting',
  QUEUED: 'Queued',
  RUNNING: 'Running',
  SUCCESS: 'Success',
  FAILED: 'Failed',
  STOPPING: 'Stopping',
  STOPPED: 'Stopped',
  RETRYING: 'Retrying',
}

export function statusTitle(status: Status): string {
  return TITLES[status]
}

interface StatusMarkProps {
  readonly status: Status
  /** Absent if the text around it says the status. */
  readonly label?: string
}

/** A status by colour and icon alone, for many side by side. */
export function StatusMark({ status, label }: StatusMarkProps) {
  const IconOf = ICONS[status]
  const isImage = label === undefined ? { 'aria-hidden': true } : { role: 'img', 'aria-label': label }
  return (
    <span className={classes.mark} data-tone={toneOf(status)} {...isImage}>
      <IconOf size={13} stroke={2.2} aria-hidden />
    </span>
  )
}

/** A status by colour, icon and word, so that no single one of them is needed. */
export function StatusBadge({ status }: { readonly status: Status }) {
  const IconOf = ICONS[status]
  return (
    <span className={classes.badge} data-tone={toneOf(status)} data-status={status}>
      <IconOf size={13} stroke={2} aria-hidden />
      {TITLES[status]}
    </span>
  )
}
