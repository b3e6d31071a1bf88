import type { VerdictResource } from '@aiflow/sdk/client'
import { EventLink } from '../../components/event/event-link.tsx'
import { type Column, DataTable } from '../../components/kit/table/data-table.tsx'
import { Mono } from '../../components/kit/text/mono.tsx'
import { TimeAgo } from '../../components/kit/text/time-ago.tsx'
import { type Tone, toneColor } from '../../theme/states.ts'

const TONES: Readonly<Record<VerdictResource['verdict'], Tone>> = {
  fired: 'success',
  ignored: 'stopped',
  overruled: 'retrying',
  failed: 'failed',
}

const COLUMNS: readonly Column<VerdictResource>[] = [
  {
    id: 'verdict',
    title: 'Verdict',
    width: 92,
    cell: ({ verdict }) => <strong style={{ color: toneColor(TONES[verdict]) }}>{verdict}</strong>,
  },
  {
    id: 'event',
    title: 'Event',
    width: 88,
    align: 'right',
    cell: (verdict) => <EventLink offset={verdict.eventOffset} />,
  },
  { id: 'values', title: 'What it saw', cell: (verdict) => <Seen verdict={verdict} /> },
  { id: 'time', title: 'Time', width: 116, isMinor: true, cell: ({ createTime }) => <TimeAgo time={createTime} /> },
]

/** The last verdicts of a rule. */
export function LastVerdicts({ verdicts }: { readonly verdicts: readonly VerdictResource[] }) {
  if (verdicts.length === 0) return null
  return (
    <DataTable
      label="Last verdicts"
      rows={verdicts}
      columns={COLUMNS}
      keyOf={({ id }) => String(id)}
      isEmbedded
      whenEmpty={null}
    />
  )
}

function Seen({ verdict: { reason, saw } }: { readonly verdict: VerdictResource }) {
  const words = [
    ...(reason === null ? [] : [reason]),
    ...(saw?.offsets ?? []).map((offset) => `event ${offset}`),
    ...(saw?.states ?? []).map(({ name, before, after }) => `${name}: ${before ?? 'nothing'} → ${after ?? 'nothing'}`),
    ...(saw?.waitsFor === undefined ? [] : [`waits for ${saw.waitsFor}`]),
  ]
  const text = words.join(' · ')
  return text === '' ? '–' : <Mono title={text}>{text}</Mono>
}
