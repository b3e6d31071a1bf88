import { counted } from '@aiflow/sdk/internal/text'
import { type UploadedFile, uploadFile, uploadMessage } from '../../bundle/upload-file.ts'
import type { Session } from '../../session.ts'
import { type EachFile, endWithFailures, forEachFile, type Given } from './each-file.ts'
import { noteOtherNamespaces, noteRemarks, noteWarnings } from './upload-notes.ts'

/** Uploads each file: all of its workflows, or none. Ends with 1 if a file failed. */
export async function uploadWorkflows(given: Given): Promise<void> {
  const { session } = given
  const client = await session.client()
  const uploaded = await forEachFile(given, (file) => uploadFile(client, file))
  await report(session, uploaded)
  endWithFailures(session, uploaded, summaryOf(uploaded))
}

async function report(session: Session, { done, failed, skipped }: EachFile<UploadedFile>): Promise<void> {
  const { printer } = session
  const workflows = done.flatMap(({ file, result }) => result.response.workflows.map((each) => ({ ...each, file })))
  const warnings = done.flatMap(({ result }) => result.response.warnings)
  const lines = done.flatMap(({ result: { response, definitions } }) =>
    response.workflows.map((workflow) => uploadMessage(workflow, definitions)),
  )
  if (!printer.isText || done.length > 0)
    await printer.done(
      lines.join('\n'),
      { workflows, warnings, failed, skipped },
      workflows.map(({ name }) => name).join('\n'),
    )
  noteWarnings(session, warnings)
  noteRemarks(
    session,
    done.map(({ result }) => result),
  )
  noteOtherNamespaces(session, workflows)
}

/** Null if there is nothing to add: a single file, or files of which it is not known whether one was uploaded. */
function summaryOf({ done, total, end }: EachFile<UploadedFile>): string | null {
  if (done.length === 0) return end === undefined ? 'Nothing was uploaded.' : null
  if (done.length < total) return `${done.length} of ${total} files ${done.length === 1 ? 'was' : 'were'} uploaded.`
  if (total === 1) return null
  const workflows = done.flatMap(({ result }) => result.response.workflows)
  const unchanged = workflows.filter(({ created, changed }) => !created && !changed).length
  return `All ${total} files were uploaded: ${counted(workflows.length, 'workflow')}, ${unchanged} unchanged.`
}
