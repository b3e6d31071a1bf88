import type { EventKind as Kind } from '@aiflow/sdk'
import { type Icon, IconBolt, IconClock, IconFlag3, IconMessageReport, IconUserBolt } from '@tabler/icons-react'
import classes from './event-kind.module.css'

/** The icon of each kind. */
export const KIND_ICONS: Readonly<Record<Kind, Icon>> = {
  user: IconBolt,
  status: IconFlag3,
  control: IconUserBolt,
  report: IconMessageReport,
  timer: IconClock,
}

const TITLES: Readonly<Record<Kind, string>> = {
  user: 'Event',
  status: 'Status',
  control: 'Request',
  report: 'Report',
  timer: 'Timer',
}

/** The kind of an event, by icon and word. */
export function EventKind({ kind }: { readonly kind: Kind }) {
  const IconOf = KIND_ICONS[kind]
  return (
    <span className={classes.kind} data-kind={kind}>
      <IconOf size={14} stroke={1.8} aria-hidden />
      {TITLES[kind]}
    </span>
  )
}
