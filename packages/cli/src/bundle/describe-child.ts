import { writeSync } from 'node:fs'
import { pathToFileURL } from 'node:url'
import { isWorkflow } from '@aiflow/sdk/internal/authoring'
import { isAIFlowError } from '@aiflow/sdk/internal/errors'
import { ANSWER_DESCRIPTOR, type Description } from './describe-protocol.ts'

/** Imports a bundle, answers with the data form of the workflows that it exports, and exits. */
export async function runDescribeChild(bundleFile: string): Promise<never> {
  const description = await describe(bundleFile)
  writeAll(JSON.stringify(description))
  // Timers and sockets that the author's code opened at import would keep this process alive.
  process.exit(0)
}

async function describe(bundleFile: string): Promise<Description> {
  try {
    const exported = Object.values(await import(pathToFileURL(bundleFile).href))
    const workflows = new Set(exported.filter(isWorkflow))
    return { type: 'workflows', definitions: [...workflows].map((workflow) => workflow.toDefinition()) }
  } catch (error) {
    return describeError(error)
  }
}

function describeError(error: unknown): Description {
  if (!(error instanceof Error)) {
    return { type: 'error', name: 'Error', code: null, message: String(error), stack: '' }
  }
  const code = isAIFlowError(error) ? error.code : null
  return { type: 'error', name: error.name, code, message: error.message, stack: error.stack ?? '' }
}

function writeAll(text: string): void {
  let bytes = Buffer.from(text)
  while (bytes.length > 0) bytes = bytes.subarray(writeSync(ANSWER_DESCRIPTOR, bytes))
}
