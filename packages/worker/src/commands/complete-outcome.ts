import { readTextFile } from '@aiflow/sdk/files'
import { convertToJson, describeJsonProblem } from '@aiflow/sdk/internal/json'
import { MAX_VALUE_BYTES } from '@aiflow/sdk/internal/limits'
import type { Outcome } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptFolder } from '../journal/attempt-folder.ts'
import { readLastLines } from '../logs/last-line.ts'
import { statsOf } from '../system/stats-of.ts'

/** How many lines of output are shown as the reason of a failure. */
const MAX_LINES = 3
const OUTPUT = 'The output in the file AIFLOW_OUTPUT_FILE'

/** Adds to the outcome of a command what its shim does not know: the output that it left, or the end of its log. */
export function completeOutcome(outcome: Outcome, folder: AttemptFolder): Outcome {
  if (outcome.type === 'success') return withOutput(folder.outputFile)
  if (outcome.type !== 'failed' || (outcome.reason !== 'exit' && outcome.reason !== 'signal')) return outcome
  const lines = lastLinesOf(folder.log)
  if (lines.length === 0) return outcome
  return { ...outcome, message: `${outcome.message.replace(/\.$/, '')}: ${lines.join(' | ')}` }
}

function withOutput(file: string): Outcome {
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

/** A log that cannot be read explains nothing, and does not keep the attempt from being reported. */
function lastLinesOf(log: string): string[] {
  try {
    return readLastLines(log, MAX_LINES)
  } catch {
    return []
  }
}
