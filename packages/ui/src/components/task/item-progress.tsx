import type { TaskExecutionResource } from '@aiflow/sdk/client'
import { isAlive } from '@aiflow/sdk/internal/model'
import { useQuery } from '@tanstack/react-query'
import { taskExecutionQuery } from '../../data/queries/task-executions.ts'
import { itemsText, progressText } from './items-text.ts'

/** How far a task over a list has come, live. The items have no changes of status that others would be told. */
export function ItemProgress({ shown }: { readonly shown: TaskExecutionResource }) {
  const { data } = useQuery({ ...taskExecutionQuery(shown), enabled: shown.items != null && isAlive(shown.status) })
  const items = (isAlive(shown.status) ? data?.items : null) ?? shown.items
  if (items == null) return null
  return <span title={itemsText(items)}>{progressText(items)}</span>
}
