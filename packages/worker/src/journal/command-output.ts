import { readTextFile } from '@aiflow/sdk/files'
import { convertToJson, describeJsonProblem } from '@aiflow/sdk/internal/json'
import { MAX_VALUE_BYTES } from '@aiflow/sdk/internal/limits'
import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import { statsOf } from '../system/stats-of.ts'

const OUTPUT = 'The output in the file AIFLOW_OUTPUT_FILE'

/** The outcome of a command that ended well, with the output that it left in a file. */
export function readCommandOutput(file: string): Outcome {
  const found = statsOf(file)
  if (found === null || found.size === 0) return { type: 'success', output: null }
  if (found.isFile() && found.size > MAX_VALUE_BYTES)
    return unusable(`is longer than ${MAX_VALUE_BYTES} bytes. Leave large content as an artifact.`)
  try {
    return outputOf(readTextFile(file))
  } catch (error) {
    return unusable(`cannot be read: ${error instanceof Error ? error.message : String(error)}`)
  }
}

function outputOf(text: string): Outcome {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch (error) {
    return unusable(`is not JSON: ${error instanceof Error ? error.message : String(error)}`)
  }
  const converted = convertToJson(value)
  if ('refusal' in converted) return unusable(`${describeJsonProblem(converted.refusal)}.`)
  return { type: 'success', output: converted.json }
}

function unusable(problem: string): Outcome {
  const message = `${OUTPUT} ${problem}`
  return { type: 'failed', reason: 'error', message, exitCode: 0, signal: null, retryable: true }
}
