import { resolve } from 'node:path'
import { AIFlowError, isAIFlowError } from '@aiflow/sdk'
import { Exit, ExitCode, messageOf } from '../../output/errors.ts'
import { fileFaultOf } from '../../output/file-fault.ts'
import type { Session } from '../../session.ts'

/** Of other files something may have been. */
const NOTHING_UPLOADED = /\s*Nothing was uploaded\./

export interface FileFailure {
  readonly file: string
  readonly error: { readonly code: string; readonly message: string; readonly details: AIFlowError['details'] }
}

export interface EachFile<T> {
  readonly done: readonly { readonly file: string; readonly result: T }[]
  readonly failed: readonly FileFailure[]
}

/** Acts on each file, one after the other. One that fails does not keep the others from being done. */
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
      failed.push({ file, error: failureOf(error) })
    }
  }
  return { done, failed }
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

/** Says on stderr why files failed, and ends the command with 1 if any did. */
export function endWithFailures({ printer }: Session, failed: readonly FileFailure[]): void {
  for (const { file, error } of failed)
    printer.note(`${printer.noteColors.red('Error:')} ${file}: ${error.message.replaceAll('\n', '\n  ')}`)
  if (failed.length > 0) throw new Exit(ExitCode.failure)
}

/** Rethrows what concerns no single file: an interruption, or a fault of this program. */
function failureOf(error: unknown): FileFailure['error'] {
  if (isAIFlowError(error) && error.details.interruptedBy === undefined)
    return { code: error.code, message: messageOf(error).replace(NOTHING_UPLOADED, ''), details: error.details }
  const fault = fileFaultOf(error)
  if (fault !== null) return { code: 'INVALID_ARGUMENT', message: fault, details: {} }
  throw error
}
