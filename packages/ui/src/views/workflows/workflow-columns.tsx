import type { ListedWorkflow } from '@aiflow/sdk/client'
import { ExecutionStatus } from '../../components/execution/execution-status.tsx'
import type { Column } from '../../components/kit/table/data-table.tsx'
import { TimeAgo } from '../../components/kit/text/time-ago.tsx'
import { EnabledSign } from '../../components/workflow/enabled-sign.tsx'
import { LabelChips } from '../../components/workflow/label-chips.tsx'
import type { Labels } from '../../components/workflow/label-search.ts'
import { WorkflowLink } from '../../components/workflow/workflow-link.tsx'
import { OutcomeStrip } from './outcome-strip.tsx'
import { RowActions } from './row-actions.tsx'

type WorkflowColumn = Column<ListedWorkflow>

const NAME: WorkflowColumn = {
  id: 'name',
  title: 'Workflow',
  cell: ({ namespace, name }) => <WorkflowLink namespace={namespace} name={name} />,
}
const NAMESPACE: WorkflowColumn = {
  id: 'namespace',
  title: 'Namespace',
  width: 130,
  isMinor: true,
  cell: ({ namespace }) => <span title={namespace}>{namespace}</span>,
}

const OTHERS: readonly WorkflowColumn[] = [
  {
    id: 'recent',
    title: 'Recent executions',
    width: 206,
    isMinor: true,
    cell: ({ name, recent = [] }) => <OutcomeStrip executions={recent} label={`Recent executions of ${name}`} />,
  },
  { id: 'last', title: 'Last', width: 120, cell: ({ recent = [] }) => <LastStatus newest={recent[0]} /> },
  {
    id: 'began',
    title: 'Began',
    width: 112,
    isMinor: true,
    cell: ({ recent = [] }) => (recent[0] === undefined ? '–' : <TimeAgo time={recent[0].beginTime} />),
  },
  { id: 'enabled', title: 'State', width: 96, isMinor: true, cell: (workflow) => <EnabledSign {...workflow} /> },
]

const ACTIONS: WorkflowColumn = {
  id: 'actions',
  title: '',
  width: 88,
  align: 'right',
  cell: (workflow) => <RowActions workflow={workflow} />,
}

function labelsColumn(chosen: Labels): WorkflowColumn {
  return {
    id: 'labels',
    title: 'Labels',
    width: 220,
    isMinor: true,
    cell: ({ labels }) => <LabelChips labels={labels} chosen={chosen} />,
  }
}

interface ColumnOptions {
  /** The namespace has a column only if several are shown. */
  readonly withNamespace: boolean
  readonly withActions: boolean
  /** Labels that the list is filtered by; null if no workflow has any. */
  readonly labels: Labels | null
}

export function workflowColumns({ withNamespace, withActions, labels }: ColumnOptions): readonly WorkflowColumn[] {
  const columns = [...(withNamespace ? [NAMESPACE] : []), ...(labels === null ? [] : [labelsColumn(labels)])]
  return [NAME, ...columns, ...OTHERS, ...(withActions ? [ACTIONS] : [])]
}

function LastStatus({ newest }: { readonly newest: NonNullable<ListedWorkflow['recent']>[number] | undefined }) {
  return newest === undefined ? '–' : <ExecutionStatus status={newest.status} paused={false} stopping={false} />
}
