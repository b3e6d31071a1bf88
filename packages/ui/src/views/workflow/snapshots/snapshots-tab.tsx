import type { SnapshotResource } from '@aiflow/sdk/client'
import { IconGitCompare } from '@tabler/icons-react'
import { useQuery } from '@tanstack/react-query'
import { EmptyState } from '../../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../../components/kit/feedback/error-state.tsx'
import { TableSkeleton } from '../../../components/kit/table/table-skeleton.tsx'
import { snapshotsQuery } from '../../../data/queries/snapshots.ts'
import type { WorkflowTabProps } from '../workflow-tab.ts'
import { Comparison } from './comparison.tsx'
import { SnapshotList } from './snapshot-list.tsx'
import classes from './snapshots-tab.module.css'

/** The uploads of a workflow, and how they differ. */
export function SnapshotsTab({ workflow, search, onChange }: WorkflowTabProps) {
  const { data, error } = useQuery(snapshotsQuery(workflow))
  if (data === undefined) return error === null ? <TableSkeleton /> : <ErrorState error={error} />
  const { from, to } = pairOf(data, search)
  return (
    <div className={classes.parts}>
      <SnapshotList snapshots={data} from={from} to={to} onChange={onChange} />
      {from === null || to === null ? (
        <EmptyState icon={IconGitCompare} title="There is one snapshot so far">
          Upload a changed workflow to see the differences here.
        </EmptyState>
      ) : (
        <Comparison from={from} to={to} search={search} onChange={onChange} />
      )}
    </div>
  )
}

/** The two snapshots of the address, otherwise the newest and the one before it. */
function pairOf(snapshots: readonly SnapshotResource[], asked: { from?: string | undefined; to?: string | undefined }) {
  const known = (hash: string | undefined) => snapshots.find((one) => one.hash === hash)?.hash
  const to = known(asked.to) ?? snapshots[0]?.hash ?? null
  const before = snapshots[snapshots.findIndex(({ hash }) => hash === to) + 1]?.hash
  const from = known(asked.from) ?? before ?? snapshots.find(({ hash }) => hash !== to)?.hash ?? null
  return { from, to }
}
