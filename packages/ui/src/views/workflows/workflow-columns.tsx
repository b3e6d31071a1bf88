import type { ListedWorkflow } from '@aiflow/sdk/client'
import { Link } from '@tanstack/react-router'
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
  width: 104,
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
  { id: 'last', title: 'Last', width: 112, cell: ({ recent = [] }) => <LastStatus newest={recent[0]} /> },
  {
    id: 'began',
    title: 'Started',
    width: 104,
    isMinor: true,
    cell: ({ recent = [] }) => (recent[0] === undefined ? '–' : <TimeAgo time={recent[0].beginTime} />),
  },
  { id: 'enabled', title: 'State', width: 92, isMinor: true, cell: (workflow) => <EnabledSign {...workflow} /> },
]

const ACTIONS: WorkflowColumn = {
  id: 'actions',
  title: '',
  width: 84,
  align: 'right',
  cell: (workflow) => <RowActions workflow={workflow} />,
}

function labelsColumn(chosen: Labels): WorkflowColumn {
  return {
    id: 'labels',
    title: 'Labels',
    width: 190,
    isMinor: true,
    cell: ({ labels }) => <LabelChips labels={labels} chosen={chosen} />,
  }
}

const OWNER: WorkflowColumn = {
  id: 'owner',
  title: 'Owner',
  width: 92,
  isMinor: true,
  cell: ({ owner }) =>
    owner === null ? (
      '–'
    ) : (
      <Link to="/workflows" search={(old) => ({ ...old, owner })} title={`Workflows of ${owner}`}>
        {owner}
      </Link>
    ),
}

interface ColumnOptions {
  /** The namespace has a column only if several are shown. */
  readonly withNamespace: boolean
  readonly withActions: boolean
  /** Shown if a workflow has one. */
  readonly withOwner: boolean
  /** Labels that the list is filtered by; null if no workflow has any. */
  readonly labels: Labels | null
}

export function workflowColumns({
  withNamespace,
  withActions,
  withOwner,
  labels,
}: ColumnOptions): readonly WorkflowColumn[] {
  const columns = [
    ...(withNamespace ? [NAMESPACE] : []),
    ...(withOwner ? [OWNER] : []),
    ...(labels === null ? [] : [labelsColumn(labels)]),
  ]
  return [NAME, ...columns, ...OTHERS, ...(withActions ? [ACTIONS] : [])]
}

function LastStatus({ newest }: { readonly newest: NonNullable<ListedWorkflow['recent']>[number] | undefined }) {
  return newest === undefined ? '–' : <ExecutionStatus status={newest.status} paused={false} stopping={false} />
}
