import { writeSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { exportedWorkflows } from '@aiflow/sdk/internal/authoring'
import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import { ANSWER_DESCRIPTOR, type Description } from './describe-protocol.ts'
import { thrownError } from './thrown-error.ts'

/** How many of the errors behind an error are shown. */
const MAX_BEHIND = 5

/** Imports a bundle, answers with the data form of the workflows that it exports, and exits. */
export async function runDescribeChild(bundleFile: string): Promise<never> {
  // Nothing is left that could let the import end.
  process.once('beforeExit', () => answer({ type: 'unsettled' }))
  return answer(await describe(bundleFile))
}

function answer(description: Description): never {
  writeAll(JSON.stringify(description))
  // Timers and sockets that the author's code opened at import would keep this process alive.
  process.exit(0)
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

function writeAll(text: string): void {
  let bytes = Buffer.from(text)
  while (bytes.length > 0) bytes = bytes.subarray(writeSync(ANSWER_DESCRIPTOR, bytes))
}
