import type { WorkflowExecutionResource } from '@aiflow/sdk/client'
import { ExecutionLink } from '../../components/execution/execution-links.tsx'
import { ExecutionStatus } from '../../components/execution/execution-status.tsx'
import type { Column } from '../../components/kit/table/data-table.tsx'
import { Duration } from '../../components/kit/text/duration.tsx'
import { TimeAgo } from '../../components/kit/text/time-ago.tsx'
import type { ExecutionFilter } from '../../data/queries/executions.ts'
import { causeText } from './cause-text.ts'
import { DueTime } from './due-time.tsx'

type ExecutionColumn = Column<WorkflowExecutionResource>

const ID: ExecutionColumn = {
  id: 'id',
  title: 'ID',
  width: 58,
  align: 'right',
  cell: ({ id }) => <ExecutionLink id={id} />,
}
const NAMESPACE: ExecutionColumn = {
  id: 'namespace',
  title: 'Namespace',
  width: 120,
  isMinor: true,
  cell: ({ namespace }) => namespace,
}

const WORKFLOW: ExecutionColumn = { id: 'workflow', title: 'Workflow', cell: ({ workflowName }) => workflowName }

const OTHERS: readonly ExecutionColumn[] = [
  {
    id: 'status',
    title: 'Status',
    width: 120,
    smallWidth: 112,
    cell: (execution) => <ExecutionStatus {...execution} />,
  },
  {
    id: 'due',
    title: 'Due time',
    width: 196,
    isMinor: true,
    cell: ({ schedule }) => (schedule === null ? '–' : <DueTime {...schedule} />),
  },
  { id: 'cause', title: 'Started by', isMinor: true, cell: causeText },
  { id: 'began', title: 'Started', width: 108, smallWidth: 100, cell: ({ beginTime }) => <TimeAgo time={beginTime} /> },
  {
    id: 'duration',
    title: 'Duration',
    width: 104,
    isMinor: true,
    align: 'right',
    cell: ({ beginTime, endTime }) => <Duration from={beginTime} to={endTime} />,
  },
]

/** Namespace and workflow have columns only if several are shown. */
export function executionColumns({ namespace, workflow }: ExecutionFilter): readonly ExecutionColumn[] {
  const isOfOne = namespace !== undefined && workflow !== undefined
  return [ID, ...(namespace === undefined ? [NAMESPACE] : []), ...(isOfOne ? [] : [WORKFLOW]), ...OTHERS]
}
