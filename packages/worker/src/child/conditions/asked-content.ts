import type { TaskStatus, Workflow } from '@aiflow/sdk'
import { readTextFile } from '@aiflow/sdk/files'
import { type EvaluateRequest, fromStatusRuns } from '@aiflow/sdk/internal/worker-protocol'
import type { EvaluateMessage } from '../../children/messages.ts'

/** What may be too large to come with a question. */
type Content = Pick<EvaluateRequest, 'event' | 'following' | 'states'>

export function contentOf({ contentFile, event, following, states }: EvaluateMessage): Content {
  if (contentFile === undefined) return following === undefined ? { event, states } : { event, following, states }
  // The worker wrote it as the server sent it.
  return JSON.parse(readTextFile(contentFile))
}

/** The statuses of all tasks, in the words of the newest protocol or of an older one; worked out when first asked for. */
export function statusesOf(
  { statusRuns, taskStatuses = {} }: EvaluateRequest,
  workflow: Workflow | null,
): (taskName: string) => TaskStatus | null {
  let statuses: ReadonlyMap<string, TaskStatus | null> | null = null
  return (taskName) => {
    statuses ??=
      statusRuns === undefined
        ? new Map(Object.entries(taskStatuses))
        : fromStatusRuns(statusRuns, workflow?.tasks.keys() ?? [])
    return statuses.get(taskName) ?? null
  }
}
