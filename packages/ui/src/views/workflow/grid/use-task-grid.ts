import type { WorkflowDetail, WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { useInfiniteQuery, useQueries } from '@tanstack/react-query'
import { executionQuery, executionsQuery } from '../../../data/queries/executions.ts'
import { type GridColumn, gridOf, type TaskGrid } from './task-grid.ts'

/** The number of executions to show, each of which is read by itself. */
const SHOWN_EXECUTIONS = 20

interface FoundGrid {
  /** Null while the list of executions is being read. */
  readonly grid: TaskGrid | null
  readonly error: Error | null
}

/** The newest executions of a workflow, each with the latest execution of its tasks. */
export function useTaskGrid({ namespace, name, definition }: WorkflowDetail): FoundGrid {
  const list = useInfiniteQuery(executionsQuery({ namespace, workflow: name }))
  const newest = list.data?.pages[0]?.items.slice(0, SHOWN_EXECUTIONS) ?? []
  const details = useQueries({ queries: newest.map(({ id }) => executionQuery(id)) })
  if (list.data === undefined) return { grid: null, error: list.error }
  const columns = newest.map((execution, index): GridColumn => {
    const { data, error } = details[index] ?? {}
    // An execution that was deleted meanwhile has no tasks.
    const isGone = data === undefined && error !== null && error !== undefined
    return { execution: data ?? execution, tasks: isGone ? new Map() : data && tasksOf(data) }
  })
  const declared = definition.tasks.map((task) => task.name)
  return { grid: gridOf(declared, columns), error: null }
}

function tasksOf({ tasks }: WorkflowExecutionDetail): GridColumn['tasks'] {
  return new Map(tasks.map((task) => [task.name, task.latest]))
}
