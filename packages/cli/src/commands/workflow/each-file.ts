import { resolve } from 'node:path'
import { AIFlowError, isAIFlowError } from '@aiflow/sdk'
import { ERROR_CODES } from '@aiflow/sdk/internal/errors'
import { Exit, ExitCode, messageOf } from '../../output/errors.ts'
import { fileFaultOf } from '../../output/file-fault.ts'
import type { Session } from '../../session.ts'

interface FileFailure {
  readonly file: string
  readonly error: { readonly code: string; readonly message: string; readonly details: AIFlowError['details'] }
}

export interface EachFile<T> {
  readonly done: readonly { readonly file: string; readonly result: T }[]
  readonly failed: readonly FileFailure[]
  /** How many files were given, each counted once. */
  readonly total: number
  /** The error that kept the rest from being tried. Undefined if there is none. */
  readonly end?: unknown
}

/**
 * Acts on each file, one after the other. One that fails does not keep the others from being done.
 *
 * An error that is not about the file ends the work. It is thrown if there is nothing else to tell.
 */
export async function forEachFile<T>(
  files: readonly string[],
  act: (file: string) => Promise<T>,
): Promise<EachFile<T>> {
  const done: { file: string; result: T }[] = []
  const failed: FileFailure[] = []
  const unique = new Map(files.map((file) => [resolve(file), file]))
  for (const file of unique.values()) {
    try {
      done.push({ file, result: await act(file) })
    } catch (error) {
      if (isAboutFile(error)) failed.push({ file, error: failureOf(error) })
      else if (done.length + failed.length > 0) return { done, failed, total: unique.size, end: error }
      else throw error
    }
  }
  return { done, failed, total: unique.size }
}

/** Refuses a workflow that an earlier file defines, which the later file would replace. */
export class DefinedWorkflows {
  readonly #fileOf = new Map<string, string>()

  add(file: string, definitions: readonly { readonly namespace: string; readonly name: string }[]): void {
    for (const { namespace, name } of definitions) {
      const other = this.#fileOf.get(`${namespace}/${name}`)
      if (other === undefined) continue
      const message = `The files "${other}" and "${file}" both define the workflow "${name}" of the namespace "${namespace}". Give each workflow a name of its own.`
      throw new AIFlowError('INVALID_WORKFLOW', message, { details: { namespace, workflow: name } })
    }
    for (const { namespace, name } of definitions) this.#fileOf.set(`${namespace}/${name}`, file)
  }
}

/**
 * Says on stderr why files failed, then the summary, and ends the command with 1 if any failed. Throws what ended the
 * work.
 */
export function endWithFailures(
  { printer }: Session,
  { failed, total, end }: EachFile<unknown>,
  summary: string | null = null,
): void {
  for (const { file, error } of failed) {
    const text = total === 1 ? error.message : `${file}: ${error.message.replaceAll('\n', '\n  ')}`
    printer.note(`${printer.noteColors.red('Error:')} ${text}`)
  }
  if (summary !== null) printer.note(summary)
  if (end !== undefined) throw end
  if (failed.length > 0) throw new Exit(ExitCode.failure)
}

/** Whether the next file may fare better: not after an outage, a refused token, an interruption or a fault of this program. */
export function isAboutFile(error: unknown): boolean {
  if (!isAIFlowError(error)) return fileFaultOf(error) !== null
  const { code, details } = error
  if (code === 'FORBIDDEN') return details.namespaces !== undefined
  const status = ERROR_CODES[code]
  return status !== ERROR_CODES.UNAUTHENTICATED && status !== ERROR_CODES.RATE_LIMITED && status < ERROR_CODES.INTERNAL
}

function failureOf(error: unknown): FileFailure['error'] {
  if (isAIFlowError(error)) return { code: error.code, message: messageOf(error), details: error.details }
  return { code: 'INVALID_ARGUMENT', message: fileFaultOf(error) ?? String(error), details: {} }
}
