import type { WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import type { UploadWarning } from '@aiflow/server/check'
import { askAbout } from '../../bundle/upload-file.ts'
import { readSettings } from '../../server/settings.ts'
import { type EachFile, endWithFailures, forEachFile, type Given } from './each-file.ts'
import { noteRemarks, noteWarnings } from './upload-notes.ts'

/** Checks what an upload of the files would check, without a server. Ends with 1 if a file is not valid. */
export async function checkWorkflows(given: Given): Promise<void> {
  const { session } = given
  const { checkUpload, warningsOfUpload } = await import('@aiflow/server/check')
  const { uploadBytes } = readSettings(session.home).limits
  const checked = await forEachFile(given, (file) =>
    askAbout(file, async (request) => checkUpload(request, { uploadBytes, now: Date.now() })),
  )
  const { done, failed } = checked
  const warnings = warningsOfUpload(done.flatMap(({ result }) => result.definitions))
  const valid = done.map(({ file, result: { definitions } }) => ({
    file,
    valid: true,
    workflows: definitions.map(({ namespace, name, tasks }) => ({ namespace, name, tasks: tasks.length })),
    warnings: warnings.filter((warning) => definitions.some((definition) => isOf(warning, definition))),
  }))
  const invalid = failed.map((failure) => ({ ...failure, valid: false }))
  const lines = done.map(({ file, result }) => `${file}: ${namesOf(result.definitions)} can be uploaded.`)
  const report = { message: lines.join('\n'), plain: valid.map(({ file }) => file).join('\n') }
  if (!session.printer.isText || valid.length > 0)
    await session.printer.done(report.message, [...valid, ...invalid], report.plain)
  noteWarnings(session, warnings)
  noteRemarks(
    session,
    done.map(({ result }) => result),
  )
  endWithFailures(session, checked, summaryOf(checked))
}

/** Null for a single file. */
function summaryOf({ done, failed, total }: EachFile<unknown>): string | null {
  if (total < 2) return null
  return failed.length === 0
    ? `All ${total} files are valid.`
    : `${done.length} of ${total} files ${done.length === 1 ? 'is' : 'are'} valid.`
}

function isOf(warning: UploadWarning, { namespace, name }: WorkflowDefinition): boolean {
  return warning.namespace === namespace && warning.workflow === name
}

function namesOf(definitions: readonly WorkflowDefinition[]): string {
  return definitions.map(({ name }) => `"${name}"`).join(', ')
}
