import type { WorkflowScheduleResource } from '@aiflow/sdk/client'
import { IconCalendarTime } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { EmptyState } from '../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../components/kit/feedback/error-state.tsx'
import { Panel } from '../../components/kit/layout/panel.tsx'
import { type Column, DataTable } from '../../components/kit/table/data-table.tsx'
import { TableSkeleton } from '../../components/kit/table/table-skeleton.tsx'
import { Mono } from '../../components/kit/text/mono.tsx'
import { TimeAgo } from '../../components/kit/text/time-ago.tsx'
import { WorkflowLink } from '../../components/workflow/workflow-link.tsx'
import { schedulesQuery } from '../../data/queries/schedules.ts'
import { useNamespace } from '../../data/use-namespace.ts'

const SHOWN = 8

const COLUMNS: readonly Column<WorkflowScheduleResource>[] = [
  {
    id: 'workflow',
    title: 'Workflow',
    cell: ({ namespace, workflowName }) => <WorkflowLink namespace={namespace} name={workflowName} />,
  },
  { id: 'schedule', title: 'Schedule', cell: ({ name }) => name },
  { id: 'expression', title: 'Expression', isMinor: true, cell: ({ expression }) => <Mono>{expression}</Mono> },
  {
    id: 'next',
    title: 'Fires',
    width: 100,
    cell: ({ nextTime }) => (nextTime === null ? '–' : <TimeAgo time={nextTime} />),
  },
]

/** The next firings of schedules. */
export function NextFirings() {
  const namespace = useNamespace()
  const { data, error } = useQuery(schedulesQuery({ namespace }))
  const coming = data?.filter(({ nextTime }) => nextTime !== null).slice(0, SHOWN)
  return (
    <Panel title="Next schedule firings" isFlush>
      {coming === undefined && error !== null ? <ErrorState error={error} /> : null}
      {coming === undefined && error === null ? <TableSkeleton /> : null}
      {coming === undefined ? null : (
        <DataTable
          label="Next schedule firings"
          rows={coming}
          columns={COLUMNS}
          keyOf={({ id }) => String(id)}
          isEmbedded
          whenEmpty={<EmptyState icon={IconCalendarTime} title="No upcoming firings" />}
        />
      )}
    </Panel>
  )
}
