import { availableParallelism } from 'node:os'
import { basename, relative } from 'node:path'
import type { AIFlowClient, UploadRequest, UploadResponse } from '@aiflow/sdk/client'
import { counted } from '@aiflow/sdk/internal/text'
import type { WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import { ownFileRemarks } from '../npm-packages/own-file-remarks.ts'
import { packageRemarks } from '../npm-packages/package-remarks.ts'
import { namespaceOption } from '../output/text/text.ts'
import { readText } from '../read-text.ts'
import { besideRemarks } from './beside-file.ts'
import { bundleWorkflow, type WorkflowBundle, withSourceMap } from './bundle-workflow.ts'
import { describeBundle } from './describe-bundle.ts'
import { explainRejection } from './explain-rejection.ts'
import type { ExtraFile } from './extra-files.ts'
import { lineEndRemarks } from './line-ends.ts'
import { misplacedRemarks } from './misplaced-files.ts'
import { sourceFiles } from './source-files.ts'
import { sourceNames } from './source-names.ts'

/** How many files are prepared at once: the process of each takes a processor and some 100 MB. */
export const MAX_PREPARED_AT_ONCE = Math.min(availableParallelism(), 4)

export interface FileToUpload {
  readonly path: string
  /** The files that travel along. */
  readonly files: readonly ExtraFile[]
  /** What its sources are named relative to. */
  readonly folder: string
  /** Packages that the bundle does not contain, by name. */
  readonly external: readonly string[]
}

export interface AnsweredFile<Answer> {
  readonly response: Answer
  readonly definitions: readonly WorkflowDefinition[]
  /** What will most likely not work, in sentences. */
  readonly remarks: readonly string[]
}

export type UploadedFile = AnsweredFile<UploadResponse>

/** A file with everything that an upload of it sends. */
export interface PreparedFile {
  readonly bundle: WorkflowBundle
  readonly request: UploadRequest
  readonly definitions: readonly WorkflowDefinition[]
  /** What will most likely not work, in sentences. */
  readonly remarks: readonly string[]
}

/** Bundles a file and reads its workflows. `onBundled` is called before any code of the file runs. */
export async function prepareFile(
  { path, files, folder, external }: FileToUpload,
  onBundled: (bundle: WorkflowBundle) => void = () => undefined,
): Promise<PreparedFile> {
  const bundle = await bundleWorkflow(path, external)
  onBundled(bundle)
  const definitions = await describeBundle(bundle)
  const source = sourceOf(bundle, folder)
  const request = {
    definitions: [...definitions],
    bundle: withSourceMap(bundle, sourceNames(bundle, folder)),
    source,
    files: [...files],
    ...(bundle.packages && { packages: bundle.packages }),
  }
  const paths = files.map((file) => file.path)
  const remarks = [
    ...misplacedRemarks(definitions, paths),
    ...lineEndRemarks(files),
    ...besideRemarks(sourceFiles(bundle), folder),
    ...packageRemarks(bundle.externals),
    ...ownFileRemarks(bundle),
  ]
  return { bundle, request, definitions, remarks }
}

/** Asks somebody about the upload of a file. An error says where in the file it is. */
export async function askAbout<Answer>(
  { bundle, request, definitions, remarks }: PreparedFile,
  ask: (request: UploadRequest) => Promise<Answer>,
): Promise<AnsweredFile<Answer>> {
  try {
    return { response: await ask(request), definitions, remarks }
  } catch (error) {
    throw explainRejection(error, bundle.file, request.source.text)
  }
}

/** Uploads the workflows that a file exports, all or none. */
export function uploadFile(client: AIFlowClient, file: PreparedFile): Promise<UploadedFile> {
  return askAbout(file, (request) => client.workflows.upload(request))
}

/** The result for one of the workflows, in words. */
export function uploadMessage(
  workflow: UploadResponse['workflows'][number],
  definitions: readonly WorkflowDefinition[],
): string {
  const { name, namespace, created, changed, enabled } = workflow
  const definition = definitions.find((each) => each.name === name && each.namespace === namespace)
  const space = namespaceOption(namespace)
  const start = enabled
    ? `Start it: aiflow workflow-execution start ${name}${space}`
    : `It is disabled, so nothing starts it. Enable it: aiflow workflow enable ${name}${space}`
  if (!created && !changed) return `"${name}" is unchanged. ${start}`
  const size = counted(definition?.tasks.length ?? 0, 'task')
  const living = created ? '' : ' Active executions keep the version they started with.'
  return `${created ? 'Uploaded' : 'Updated'} "${name}" (${size}).${living} ${start}`
}

function sourceOf({ file }: WorkflowBundle, folder: string): { path: string; text: string } {
  const path = relative(folder, file)
  return { path: path.startsWith('..') ? basename(file) : path, text: readText(file) }
}
