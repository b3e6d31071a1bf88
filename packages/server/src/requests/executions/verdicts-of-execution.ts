import type { VerdictsResponse } from '@aiflow/sdk/internal/api/events'
import { MAX_PAGE_CHARACTERS } from '@aiflow/sdk/internal/limits'
import { laneId } from '../../model/lane-id.ts'
import type { PageRequest } from '../../storage/reads/page-request.ts'
import type { RequestDependencies } from '../dependencies.ts'
import { findEvent } from '../events/find-event.ts'
import { findExecution } from './find-execution.ts'

export interface VerdictsQuery {
  readonly workflowExecutionId: number
  readonly task?: string | undefined
  /** The offset of the judged event. All its verdicts are then on one page. */
  readonly event?: number | undefined
}

/** The verdicts of a workflow execution, newest first. Throws `WORKFLOW_EXECUTION_NOT_FOUND` or `EVENT_NOT_FOUND`. */
export async function verdictsOf(
  { storage, explainer }: Pick<RequestDependencies, 'storage' | 'explainer'>,
  { workflowExecutionId, task, event }: VerdictsQuery,
  page: PageRequest,
): Promise<VerdictsResponse> {
  const execution = await findExecution(storage, workflowExecutionId)
  if (event !== undefined) return ofTask(await explainer.verdictsOn(execution, await findEvent(storage, event)), task)
  const filter = { lane: laneId.ofExecution(workflowExecutionId), task }
  const [{ items, next }, notMet] = await Promise.all([
    storage.verdicts.list(filter, page),
    page.cursor === undefined ? storage.verdicts.notMet(filter, MAX_PAGE_CHARACTERS) : [],
  ])
  return { items, next, notMet }
}

function ofTask(verdicts: VerdictsResponse, task: string | undefined): VerdictsResponse {
  if (task === undefined) return verdicts
  const isOfTask = (one: { readonly task: string | null }) => one.task === task
  const { items, next, notMet, waiting = [] } = verdicts
  return { items: items.filter(isOfTask), next, notMet: notMet.filter(isOfTask), waiting: waiting.filter(isOfTask) }
}
