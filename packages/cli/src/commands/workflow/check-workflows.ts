import type { WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import type { UploadWarning } from '@aiflow/server/check'
import { readExtraFiles } from '../../bundle/extra-files.ts'
import { askAbout } from '../../bundle/upload-file.ts'
import { readSettings } from '../../server/settings.ts'
import type { Session } from '../../session.ts'
import { DefinedWorkflows, endWithFailures, forEachFile } from './each-file.ts'
import { noteMisplaced, noteWarnings } from './upload-notes.ts'

/** Checks what an upload of the files would check, without a server. Ends with 1 if a file is not valid. */
export async function checkWorkflows(
  session: Session,
  files: readonly string[],
  extraPaths: readonly string[],
): Promise<void> {
  const { checkUpload, warningsOfUpload } = await import('@aiflow/server/check')
  const { uploadBytes } = readSettings(session.home).limits
  const extraFiles = await readExtraFiles(extraPaths, session.folder)
  const defined = new DefinedWorkflows()
  const checked = await forEachFile(files, async (path) => {
    const file = { path, files: extraFiles, folder: session.folder }
    const asked = await askAbout(file, async (request) => checkUpload(request, { uploadBytes, now: Date.now() }))
    defined.add(path, asked.definitions)
    return asked
  })
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
  for (const { result } of done) noteMisplaced(session, result.misplaced)
  endWithFailures(session, checked)
}

function isOf(warning: UploadWarning, { namespace, name }: WorkflowDefinition): boolean {
  return warning.namespace === namespace && warning.workflow === name
}

function namesOf(definitions: readonly WorkflowDefinition[]): string {
  return definitions.map(({ name }) => `"${name}"`).join(', ')
}
