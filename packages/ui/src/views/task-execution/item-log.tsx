import type { TaskExecutionResource } from '@aiflow/sdk/client'
import { useQuery } from '@tanstack/react-query'
import { ErrorState } from '../../components/kit/feedback/error-state.tsx'
import { TableSkeleton } from '../../components/kit/table/table-skeleton.tsx'
import { itemQuery } from '../../data/queries/task-executions.ts'
import { LogView } from './log/log-view.tsx'

interface ItemLogProps {
  readonly shown: TaskExecutionResource
  readonly index: number
  /** The last one if absent. */
  readonly attempt: number | undefined
}

/** The log of an item of a task over a list. */
export function ItemLog({ shown, index, attempt }: ItemLogProps) {
  const { data, error, refetch } = useQuery(itemQuery(shown, index))
  if (data === undefined) {
    return error === null ? <TableSkeleton /> : <ErrorState error={error} reset={() => void refetch()} />
  }
  const { workflowExecutionId, taskName, sequenceNumber } = shown
  const { attemptNumber, previousAttempts, endTime, attemptId } = data
  const task = { workflowExecutionId, taskName, sequenceNumber, item: index, attemptNumber, previousAttempts, endTime }
  const number = attempt ?? attemptNumber
  return <LogView key={`${index}/${number}/${attemptId ?? ''}`} task={task} attempt={number} />
}
