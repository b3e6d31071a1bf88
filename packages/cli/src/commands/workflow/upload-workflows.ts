import type { AIFlowClient } from '@aiflow/sdk/client'
import { type ExtraFile, readExtraFiles } from '../../bundle/extra-files.ts'
import { type UploadedFile, uploadFile, uploadMessage } from '../../bundle/upload-file.ts'
import type { Session } from '../../session.ts'
import { DefinedWorkflows, type EachFile, endWithFailures, forEachFile } from './each-file.ts'
import { noteMisplaced, noteOtherNamespaces, noteWarnings } from './upload-notes.ts'

/** Uploads each file: all of its workflows, or none. Ends with 1 if a file failed. */
export async function uploadWorkflows(
  session: Session,
  files: readonly string[],
  extraPaths: readonly string[],
): Promise<void> {
  const client = await session.client()
  const extraFiles = await readExtraFiles(extraPaths, session.folder)
  const defined = new DefinedWorkflows()
  const uploaded = await forEachFile(files, (path) => upload(client, { session, path, extraFiles, defined }))
  await report(session, uploaded)
  endWithFailures(session, uploaded, summaryOf(uploaded))
}

interface Upload {
  readonly session: Session
  readonly path: string
  readonly extraFiles: readonly ExtraFile[]
  readonly defined: DefinedWorkflows
}

function upload(client: AIFlowClient, { session, path, extraFiles, defined }: Upload): Promise<UploadedFile> {
  const file = { path, files: extraFiles, folder: session.folder }
  return uploadFile(client, file, { onDescribed: (definitions) => defined.add(path, definitions) })
}

async function report(session: Session, { done, failed }: EachFile<UploadedFile>): Promise<void> {
  const { printer } = session
  const workflows = done.flatMap(({ file, result }) => result.response.workflows.map((each) => ({ ...each, file })))
  const warnings = done.flatMap(({ result }) => result.response.warnings)
  const lines = done.flatMap(({ result: { response, definitions } }) =>
    response.workflows.map((workflow) => uploadMessage(workflow, definitions)),
  )
  if (!printer.isText || done.length > 0)
    await printer.done(lines.join('\n'), { workflows, warnings, failed }, workflows.map(({ name }) => name).join('\n'))
  noteWarnings(session, warnings)
  for (const { result } of done) noteMisplaced(session, result.misplaced)
  noteOtherNamespaces(session, workflows)
}

/** Null if all files were uploaded, or if it is not known that none was. */
function summaryOf({ done, total, end }: EachFile<UploadedFile>): string | null {
  if (done.length === total) return null
  if (done.length > 0) return `${done.length} of ${total} files ${done.length === 1 ? 'was' : 'were'} uploaded.`
  return end === undefined ? 'Nothing was uploaded.' : null
}
