import type { TaskStatus, Workflow } from '@aiflow/sdk'
import { readTextFile } from '@aiflow/sdk/files'
import { type EvaluateRequest, fromStatusRuns } from '@aiflow/sdk/internal/worker-protocol'
import type { EvaluateMessage } from '../../children/messages.ts'

/** The parts of a question that may be too large for the message. */
type Content = Pick<EvaluateRequest, 'event' | 'following' | 'states'>

export function contentOf({ contentFile, event, following, states }: EvaluateMessage): Content {
  if (contentFile === undefined) return following === undefined ? { event, states } : { event, following, states }
  // The file has what the server sent, unchanged.
  return JSON.parse(readTextFile(contentFile))
}

/** The statuses of all tasks, from a message of the newest protocol or an older one. Computed when they are first needed. */
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
