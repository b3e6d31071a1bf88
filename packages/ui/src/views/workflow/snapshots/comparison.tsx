import type { SnapshotDetail } from '@aiflow/sdk/client'
import { SegmentedControl } from '@mantine/core'
import { useMediaQuery } from '@mantine/hooks'
import { useQuery } from '@tanstack/react-query'
import { lazy, Suspense } from 'react'
import { ErrorState } from '../../../components/kit/feedback/error-state.tsx'
import { FilterBar } from '../../../components/kit/filter/filter-bar.tsx'
import { TableSkeleton } from '../../../components/kit/table/table-skeleton.tsx'
import { snapshotQuery } from '../../../data/queries/snapshots.ts'
import type { WorkflowSearch } from '../search.ts'
import classes from './comparison.module.css'
import { PARTS } from './parts.ts'
import { shortHash } from './short-hash.ts'

const DiffView = lazy(() => import('../../../components/diff/diff-view.tsx').then((one) => ({ default: one.DiffView })))

const LOOKS = [
  { value: 'split', label: 'Side by side' },
  { value: 'unified', label: 'Unified' },
]

interface ComparisonProps {
  readonly from: string
  readonly to: string
  readonly search: WorkflowSearch
  readonly onChange: (part: Partial<WorkflowSearch>) => void
}

/** The differences between two snapshots, in their source or their definition. */
export function Comparison({ from, to, search: { part, diff }, onChange }: ComparisonProps) {
  const before = useQuery(snapshotQuery(from))
  const after = useQuery(snapshotQuery(to))
  const isSmall = useMediaQuery('(max-width: 47.99em)', undefined, { getInitialValueInEffect: false }) === true
  const error = before.error ?? after.error
  const isRead = before.data !== undefined && after.data !== undefined
  return (
    <div className={classes.comparison}>
      <FilterBar>
        <SegmentedControl
          size="xs"
          aria-label="What is compared"
          data={[...PARTS]}
          value={part ?? 'source'}
          onChange={(chosen) => onChange({ part: chosen === 'definition' ? chosen : undefined })}
        />
        <SegmentedControl
          size="xs"
          aria-label="How it is compared"
          data={LOOKS}
          value={isSmall ? 'unified' : (diff ?? 'split')}
          onChange={(chosen) => onChange({ diff: chosen === 'unified' ? chosen : undefined })}
          disabled={isSmall}
        />
      </FilterBar>
      {!isRead && error !== null ? <ErrorState error={error} /> : null}
      {!isRead && error === null ? <TableSkeleton /> : null}
      {isRead ? (
        <Suspense fallback={<TableSkeleton />}>
          <DiffView
            before={textOf(before.data, part)}
            after={textOf(after.data, part)}
            label={`From ${shortHash(from)} to ${shortHash(to)}`}
            isUnified={isSmall || diff === 'unified'}
          />
        </Suspense>
      ) : null}
    </div>
  )
}

function textOf({ source, definition }: SnapshotDetail, part: WorkflowSearch['part']): string {
  return part === 'definition' ? `${JSON.stringify(definition, null, 2)}\n` : (source?.text ?? '')
}
