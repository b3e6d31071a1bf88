import type { EventRow, Evidence } from '../evidence.ts'
import type { Acknowledged } from '../ledger.ts'
import { groupBy } from './fault.ts'

/** Every acknowledged event is stored once, as it was sent, where its reply said; offsets have no gap. */
export function auditEvents({ ledger, events, lastOffset }: Evidence): string[] {
  const bySender = groupBy(
    events.filter(({ kind, idempotencyKey }) => kind === 'user' && idempotencyKey !== null),
    keyOf,
  )
  return [
    ...ledger.contradictions,
    ...ledger.events.flatMap((sent) => judgeOne(sent, bySender.get(keyOf(sent)) ?? [])),
    ...[...bySender].flatMap(([key, stored]) =>
      stored.length > 1
        ? [`the event ${key} is stored at the offsets ${stored.map(({ offset }) => offset).join(', ')}`]
        : [],
    ),
    ...gapsOf(events, lastOffset),
  ]
}

function judgeOne(sent: Acknowledged, stored: readonly EventRow[]): string[] {
  const what = `the event ${keyOf(sent)}, acknowledged at offset ${sent.offset},`
  const [row] = stored
  if (row === undefined) return [`${what} is not stored`]
  if (row.offset !== sent.offset) return [`${what} is stored at offset ${row.offset}`]
  const isAsSent = row.key === sent.key && row.value === sent.value && row.execution === sent.workflowExecutionId
  return isAsSent ? [] : [`${what} is stored as ${JSON.stringify(row)}`]
}

function gapsOf(events: readonly EventRow[], lastOffset: number): string[] {
  const faults = events.flatMap(({ offset }, index) =>
    offset === index + 1 || events[index - 1]?.offset === offset - 1 ? [] : [`there is a gap before offset ${offset}`],
  )
  if ((events.at(-1)?.offset ?? 0) !== lastOffset) faults.push(`the log ends before its last offset, ${lastOffset}`)
  return faults
}

function keyOf({ sender, idempotencyKey }: Pick<EventRow, 'sender' | 'idempotencyKey'>): string {
  return `"${sender}/${idempotencyKey}"`
}
