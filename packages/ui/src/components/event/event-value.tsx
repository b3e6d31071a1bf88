import type { Event } from '@aiflow/sdk'
import { TaskStatus, WorkflowStatus } from '@aiflow/sdk'
import type { Status } from '../../theme/states.ts'
import { Mono } from '../kit/text/mono.tsx'
import { StatusBadge } from '../kit/text/status-badge.tsx'

const STATUSES: readonly string[] = [...TaskStatus.values, ...WorkflowStatus.values]
const SHOWN_CHARACTERS = 200

/** The value of an event on one line. A status is shown as a badge. */
export function EventValue({ event: { kind, value } }: { readonly event: Pick<Event, 'kind' | 'value'> }) {
  if (value === null) return '–'
  if (kind === 'status' && isStatus(value)) return <StatusBadge status={value} />
  const shown = value.slice(0, SHOWN_CHARACTERS)
  return <Mono title={shown}>{shown}</Mono>
}

function isStatus(value: string): value is Status {
  return STATUSES.includes(value)
}
