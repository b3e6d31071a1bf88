import type { UploadPreview } from '@aiflow/sdk/client'
import { askAbout } from '../../bundle/upload-file.ts'
import { Exit, ExitCode } from '../../output/errors.ts'
import { namespaceOption } from '../../output/text/text.ts'
import type { Session } from '../../session.ts'
import { endWithFailures, forEachFile, type Given } from './each-file.ts'
import { noteRemarks, noteWarnings } from './upload-notes.ts'

type PreviewedWorkflow = UploadPreview['workflows'][number]

/** Says what an upload of the files would change, and stores nothing. Ends with 1 if a file would be refused. */
export async function previewUploads(given: Given): Promise<void> {
  const { session } = given
  const { printer } = session
  const client = await session.client()
  const previewed = await forEachFile(given, async (file) => {
    const { response, remarks } = await askAbout(file, (request) => client.workflows.preview(request))
    return { ...response, remarks }
  })
  const { done, failed, skipped } = previewed
  const workflows = done.flatMap(({ file, result }) => result.workflows.map((each) => ({ ...each, file })))
  const warnings = done.flatMap(({ result }) => result.warnings)
  if (!printer.isText || workflows.length > 0)
    await printer.done(
      workflows.map(describe).join('\n'),
      { workflows, warnings, failed, skipped },
      workflows.map((workflow) => `${workflow.name}\t${changeOf(workflow)}`).join('\n'),
    )
  noteWarnings(session, warnings)
  noteRemarks(
    session,
    done.map(({ result }) => result),
  )
  const isRefused = workflows.map((workflow) => noteMissingPools(session, workflow)).includes(true)
  endWithFailures(session, previewed, 'Nothing was stored.')
  if (isRefused) throw new Exit(ExitCode.failure)
}

function changeOf({ created, changed }: PreviewedWorkflow): 'new' | 'changed' | 'unchanged' {
  if (created) return 'new'
  return changed ? 'changed' : 'unchanged'
}

const WORDS = { new: 'would be new', changed: 'would change', unchanged: 'would stay as it is' } as const

function describe(workflow: PreviewedWorkflow): string {
  return `"${workflow.name}" ${WORDS[changeOf(workflow)]}.`
}

/** Returns whether any pool is missing. */
function noteMissingPools({ printer }: Session, { name, namespace, missingPools }: PreviewedWorkflow): boolean {
  const space = namespaceOption(namespace)
  for (const pool of missingPools)
    printer.note(
      `"${name}" would be refused: there is no pool "${pool}". Create it: aiflow pool set ${pool} SLOTS${space}`,
    )
  return missingPools.length > 0
}
