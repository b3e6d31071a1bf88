import { isAlive } from '@aiflow/sdk/internal/model'
import type { ReadStorage } from '../storage/reads/read-storage.ts'
import type { TaskExecutionRow, TaskItemRow } from '../storage/rows.ts'

const NAMED = 3
const MAX_CHARACTERS = 300

/** The first items of a living task over a list that failed, or wait for another attempt, and why. */
export async function failedItemsOf(
  { tasks }: Pick<ReadStorage, 'tasks'>,
  latest: TaskExecutionRow | null,
): Promise<string[]> {
  if (latest?.items == null || !isAlive(latest.status)) return []
  const { id, items } = latest
  const read = async (status: 'FAILED' | 'RETRYING', count: number) =>
    count === 0 ? [] : (await tasks.items({ taskExecutionId: id, status }, { limit: NAMED })).items
  const [failed, retrying] = await Promise.all([read('FAILED', items.failed), read('RETRYING', items.retrying)])
  return [
    ...failed.flatMap(({ index, row }) => (row === null ? [] : [`Item ${index} failed: ${reasonOf(row)}`])),
    ...retrying.flatMap(({ index, row }) => (row === null ? [] : [retryOf(index, row)])),
  ]
}

function retryOf(index: number, row: TaskItemRow): string {
  const at = row.retryTime === null ? '' : ` at ${new Date(row.retryTime).toISOString()}`
  return `Item ${index} is tried again${at}. Its attempt ${row.attemptNumber} failed: ${reasonOf(row)}`
}

function reasonOf({ outcome }: TaskItemRow): string {
  const message = outcome?.type === 'failed' || outcome?.type === 'lost' ? outcome.message : 'no reason is known.'
  return message.length > MAX_CHARACTERS ? `${message.slice(0, MAX_CHARACTERS)}…` : message
}
