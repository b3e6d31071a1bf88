import { useMediaQuery } from '@mantine/hooks'
import { IconGridDots } from '@tabler/icons-react'
import { EmptyState } from '../../../components/kit/feedback/empty-state.tsx'
import { ErrorState } from '../../../components/kit/feedback/error-state.tsx'
import { TableSkeleton } from '../../../components/kit/table/table-skeleton.tsx'
import type { WorkflowTabProps } from '../workflow-tab.ts'
import { GridList } from './grid-list.tsx'
import { GridTable } from './grid-table.tsx'
import { useTaskGrid } from './use-task-grid.ts'

const SMALL_SCREEN = '(max-width: 47.99em)'

/** How each task ended in each of the newest executions. On a small screen, a list of executions. */
export function GridTab({ workflow }: WorkflowTabProps) {
  const { grid, error } = useTaskGrid(workflow)
  const isSmall = useMediaQuery(SMALL_SCREEN, undefined, { getInitialValueInEffect: false }) === true
  if (grid === null) return error === null ? <TableSkeleton /> : <ErrorState error={error} />
  if (grid.columns.length === 0) return <EmptyState icon={IconGridDots} title="No executions yet" />
  const label = `Tasks of "${workflow.name}" by execution`
  return isSmall ? <GridList grid={grid} label={label} /> : <GridTable grid={grid} label={label} />
}
