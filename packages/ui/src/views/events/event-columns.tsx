import type { Event } from '@aiflow/sdk'
import { senderText } from '@aiflow/sdk/client'
import { EventKey } from '../../components/event/event-key.tsx'
import { EventKind } from '../../components/event/event-kind.tsx'
import { EventValue } from '../../components/event/event-value.tsx'
import type { Column } from '../../components/kit/table/data-table.tsx'
import { Mono } from '../../components/kit/text/mono.tsx'
import { DATE_WIDTH, dateText } from '../../components/kit/text/time-text.ts'

type EventColumn = Column<Event>

const OFFSET: EventColumn = { id: 'offset', title: 'Offset', width: 88, align: 'right', cell: ({ offset }) => offset }
const NAMESPACE: EventColumn = {
  id: 'namespace',
  title: 'Namespace',
  width: 108,
  isMinor: true,
  cell: ({ namespace }) => namespace,
}
const OTHERS: readonly EventColumn[] = [
  { id: 'time', title: 'Time', width: DATE_WIDTH, isMinor: true, cell: ({ createTime }) => dateText(createTime) },
  { id: 'kind', title: 'Kind', width: 98, isMinor: true, cell: ({ kind }) => <EventKind kind={kind} /> },
  { id: 'key', title: 'Key', cell: ({ key }) => <EventKey eventKey={key} /> },
  { id: 'value', title: 'Value', cell: (event) => <EventValue event={event} /> },
  { id: 'sender', title: 'Sender', width: 150, isMinor: true, cell: (event) => <Sender sender={senderText(event)} /> },
  {
    id: 'execution',
    title: 'Execution',
    width: 88,
    align: 'right',
    isMinor: true,
    cell: ({ workflowExecutionId }) => workflowExecutionId ?? '–',
  },
]

/** The namespace has a column only if several are shown. */
export function eventColumns({ withNamespace }: { readonly withNamespace: boolean }): readonly EventColumn[] {
  return withNamespace ? [OFFSET, NAMESPACE, ...OTHERS] : [OFFSET, ...OTHERS]
}

function Sender({ sender }: { readonly sender: string | null }) {
  return sender === null ? '–' : <Mono title={sender}>{sender}</Mono>
}
