import { AIFlowError, isAIFlowError } from '@aiflow/sdk'
import { ERROR_CODES } from '@aiflow/sdk/internal/errors'
import { exportsNoWorkflow } from '../../bundle/describe-bundle.ts'
import { readExtraFiles } from '../../bundle/extra-files.ts'
import { inOrder } from '../../bundle/in-order.ts'
import { MAX_PREPARED_AT_ONCE, type PreparedFile, prepareFile } from '../../bundle/upload-file.ts'
import { Exit, ExitCode, messageOf } from '../../output/errors.ts'
import { fileFaultOf } from '../../output/file-fault.ts'
import { DefinedWorkflows } from '../../project/defined-workflows.ts'
import { givenExternal, givenExtras, givenFiles, noteFound } from '../../project/given-files.ts'
import type { WorkflowFile } from '../../project/workflow-files.ts'
import type { Session } from '../../session.ts'

/** Fewer files are done before anybody wonders. */
const PROGRESS_FROM = 50

interface FileFailure {
  readonly file: string
  readonly error: { readonly code: string; readonly message: string; readonly details: AIFlowError['details'] }
}

export interface EachFile<T> {
  readonly done: readonly { readonly file: string; readonly result: T }[]
  readonly failed: readonly FileFailure[]
  /** Files that a pattern found and that export no workflow. */
  readonly skipped: readonly string[]
  /** How many files were given or found, each counted once, without those that were skipped. */
  readonly total: number
  /** The error that kept the rest from being tried. Undefined if there is none. */
  readonly end?: unknown
}

/** What a command was told to work on. */
export interface Given {
  readonly session: Session
  /** Files, folders and patterns. */
  readonly files: readonly string[]
  /** Files and folders of tasks, if the option was given. */
  readonly extraPaths: readonly string[] | undefined
  /** Packages that the bundle does not contain, if the option was given. */
  readonly externalPackages: readonly string[] | undefined
}

/**
 * Prepares the files, a few at once, and acts on each, one after the other. One that fails does not keep the others from
 * being done.
 *
 * An error that is not about the file ends the work. It is thrown if there is nothing else to tell.
 */
export async function forEachFile<T>(
  { session, files: args, extraPaths, externalPackages }: Given,
  act: (file: PreparedFile) => Promise<T>,
): Promise<EachFile<T>> {
  const given = givenFiles(session, args)
  const extras = givenExtras(session, extraPaths)
  const extraFiles = await readExtraFiles(extras.paths, extras.folder)
  const found = await given.find()
  noteFound(session, found)
  const outcome = new Outcome<T>(session, found.files.length)
  for (const { folder, reason } of found.faults) outcome.fail(folder, new AIFlowError('INVALID_ARGUMENT', reason))
  const folder = session.project?.folder ?? session.folder
  const external = givenExternal(session, externalPackages)
  const prepare = ({ path }: WorkflowFile) => prepareFile({ path, files: extraFiles, folder, external })
  const defined = new DefinedWorkflows()
  for await (const { item: file, result } of inOrder(found.files, MAX_PREPARED_AT_ONCE, prepare)) {
    try {
      if (result.status === 'rejected') throw result.reason
      defined.set(file.name, result.value.definitions)
      outcome.done.push({ file: file.name, result: await act(result.value) })
    } catch (error) {
      if (!file.isNamed && exportsNoWorkflow(error)) outcome.skipped.push(file.name)
      else if (isAboutFile(error)) outcome.fail(file.name, error)
      else if (outcome.isEmpty) throw error
      else return { ...outcome.summary(), end: error }
    }
    outcome.noteProgress()
  }
  return outcome.summary()
}

class Outcome<T> {
  readonly done: { file: string; result: T }[] = []
  readonly failed: FileFailure[] = []
  readonly skipped: string[] = []
  readonly #session: Session
  readonly #total: number

  constructor(session: Session, total: number) {
    this.#session = session
    this.#total = total
  }

  get isEmpty(): boolean {
    return this.done.length + this.failed.length === 0
  }

  fail(file: string, error: unknown): void {
    this.failed.push({ file, error: failureOf(error) })
  }

  noteProgress(): void {
    const count = this.done.length + this.failed.length + this.skipped.length
    const isTenth = Math.floor((count * 10) / this.#total) > Math.floor(((count - 1) * 10) / this.#total)
    if (this.#total >= PROGRESS_FROM && isTenth) this.#session.printer.note(`${count} of ${this.#total} files …`)
  }

  summary(): EachFile<T> {
    const { done, failed, skipped } = this
    return { done, failed, skipped, total: this.#total - skipped.length }
  }
}

/**
 * Says on stderr why files failed, then the summary, and ends the command with 1 if any failed. Throws what ended the
 * work.
 */
export function endWithFailures(
  { printer }: Session,
  { failed, skipped, total, end }: EachFile<unknown>,
  summary: string | null = null,
): void {
  for (const file of skipped) printer.note(`Skipped "${file}": it exports no workflow.`)
  for (const { file, error } of failed) {
    const text = total === 1 ? error.message : `${file}: ${error.message.replaceAll('\n', '\n  ')}`
    printer.note(`${printer.noteColors.red('Error:')} ${text}`)
  }
  if (total === 0 && failed.length === 0)
    throw new AIFlowError('INVALID_WORKFLOW_FILE', 'None of these files exports a workflow.')
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
