import { pathToFileURL } from 'node:url'
import { exportedWorkflows } from '@aiflow/sdk/internal/authoring'
import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import { endInTime } from '../loading/end-in-time.ts'
import { sendAnswer } from '../loading/send-answer.ts'
import { thrownError } from '../loading/thrown-error.ts'
import type { Description } from './describe-protocol.ts'

/** How many of the errors behind an error are shown. */
const MAX_BEHIND = 5

/** Imports a bundle, answers with the data form of the workflows that it exports, and exits. */
export async function runDescribeChild(bundleFile: string, limitMs: number): Promise<never> {
  endInTime(limitMs)
  // Nothing is left that could let the import end.
  process.once('beforeExit', () => sendAnswer<Description>({ type: 'unsettled' }))
  return sendAnswer<Description>(await describe(bundleFile))
}

async function describe(bundleFile: string): Promise<Description> {
  try {
    const workflows = exportedWorkflows(await import(pathToFileURL(bundleFile).href))
    return { type: 'workflows', definitions: workflows.map((workflow) => workflow.toDefinition()) }
  } catch (error) {
    return describeError(error)
  }
}

function describeError(error: unknown): Description {
  const code = isAIFlowError(error) ? error.code : null
  return {
    type: 'error',
    code,
    ...thrownError(error),
    behind: errorsBehind(error).slice(0, MAX_BEHIND).map(thrownError),
  }
}

function errorsBehind(error: unknown, depth = 0): unknown[] {
  if (!(error instanceof Error) || depth === MAX_BEHIND) return []
  const errors = error instanceof AggregateError ? error.errors : []
  const all = error.cause === undefined ? errors : [error.cause, ...errors]
  return all.slice(0, MAX_BEHIND).flatMap((each) => [each, ...errorsBehind(each, depth + 1)])
}
