import type { DeadLetter } from '@aiflow/sdk/client'
import { Checkbox } from '@mantine/core'
import { createContext, useContext } from 'react'
import { EventLink } from '../../components/event/event-link.tsx'
import type { Column } from '../../components/kit/table/data-table.tsx'
import { TimeAgo } from '../../components/kit/text/time-ago.tsx'

type LetterColumn = Column<DeadLetter>

const COLUMNS: readonly LetterColumn[] = [
  { id: 'id', title: 'ID', width: 70, align: 'right', isMinor: true, cell: ({ id }) => id },
  { id: 'where', title: 'Not processed by', width: 250, smallWidth: 130, cell: (letter) => <Where letter={letter} /> },
  { id: 'workflow', title: 'Workflow', width: 170, isMinor: true, cell: workflowOf },
  { id: 'error', title: 'Error', cell: ({ error }) => <ErrorText error={error} /> },
  { id: 'event', title: 'Event', width: 84, align: 'right', isMinor: true, cell: eventOf },
  { id: 'tries', title: 'Tries', width: 64, align: 'right', isMinor: true, cell: ({ tries }) => tries },
  { id: 'time', title: 'Since', width: 96, isMinor: true, cell: ({ createTime }) => <TimeAgo time={createTime} /> },
]

export interface Selection {
  readonly ids: ReadonlySet<number>
  readonly toggle: (id: number) => void
}

/** The selection. Checkboxes subscribe to it, so that their rows need not render again. */
export const SelectionContext = createContext<Selection>({ ids: new Set(), toggle: () => undefined })

const CHOICE: LetterColumn = { id: 'chosen', title: '', width: 40, cell: ({ id }) => <Choice id={id} /> }
const COLUMNS_WITH_CHOICE = [CHOICE, ...COLUMNS]

/** Rows are selectable if the role may act on them. */
export function letterColumns(isOperable: boolean): readonly LetterColumn[] {
  return isOperable ? COLUMNS_WITH_CHOICE : COLUMNS
}

function Choice({ id }: { readonly id: number }) {
  const { ids, toggle } = useContext(SelectionContext)
  return (
    <Checkbox size="xs" checked={ids.has(id)} onChange={() => toggle(id)} aria-label={`Choose dead letter ${id}`} />
  )
}

function Where({ letter: { source, task, rule } }: { readonly letter: DeadLetter }) {
  const text = source === 'step' || rule === null ? 'the scheduler' : `${task === null ? 'trigger' : task} · ${rule}`
  return <span title={text}>{text}</span>
}

function workflowOf({ workflowName, workflowExecutionId }: DeadLetter): string {
  if (workflowName === null) return '–'
  return workflowExecutionId === null ? workflowName : `${workflowName} ${workflowExecutionId}`
}

function eventOf({ eventOffset }: DeadLetter) {
  return <EventLink offset={eventOffset} />
}

function ErrorText({ error }: Pick<DeadLetter, 'error'>) {
  return (
    <span title={error} style={{ color: 'var(--state-failed)' }}>
      {error.split('\n', 1)[0]}
    </span>
  )
}
