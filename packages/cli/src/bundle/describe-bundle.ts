import { mkdir, rm, symlink, writeFile } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { AIFlowError, isAIFlowError, type WorkflowDefinition } from '@aiflow/sdk'
import { msOf } from '@aiflow/sdk/internal/time'
import { runChild } from '../loading/run-child.ts'
import type { ThrownError } from '../loading/thrown-error.ts'
import { createBundleFolder } from './bundle-folder.ts'
import { type WorkflowBundle, withSourceMap } from './bundle-workflow.ts'
import { DESCRIBE_COMMAND, type DescribedError, type Description } from './describe-protocol.ts'
import { describePlace } from './source-place.ts'
import { authorPlaceOf } from './stack-place.ts'

const DEFAULT_TIMEOUT_SECONDS = 30

/**
 * Imports the bundle in a process of its own and reads the definitions of the workflows that it exports.
 *
 * Throws `INVALID_WORKFLOW_FILE` if the code throws, hangs or exports no workflow, or an error with the code of the SDK's error.
 */
export async function describeBundle(
  bundle: WorkflowBundle,
  timeoutSeconds = DEFAULT_TIMEOUT_SECONDS,
): Promise<readonly WorkflowDefinition[]> {
  const description = await describeInChild(bundle, timeoutSeconds)
  if (description.type === 'error') throw importError(bundle, description)
  if (description.type === 'unsettled')
    throw invalidFile(
      bundle,
      'never finishes loading: an "await" at its top level waits for something that never happens. Move it into the operators.',
    )
  if (description.definitions.length > 0) return description.definitions
  const { message, code, details } = invalidFile(
    bundle,
    'exports no workflow. Export what "new Workflow(…)" returns, as in "export const training = new Workflow(…)".',
  )
  throw new AIFlowError(code, message, { details: { ...details, exportsWorkflow: false } })
}

/** Whether a file is sound but exports no workflow, as a file that others import. */
export function exportsNoWorkflow(error: unknown): boolean {
  return isAIFlowError(error) && error.details.exportsWorkflow === false
}

async function describeInChild(bundle: WorkflowBundle, timeoutSeconds: number): Promise<Description> {
  const folder = await createBundleFolder()
  try {
    const file = join(folder, 'bundle.mjs')
    const sourceFolder = dirname(bundle.file)
    await writeFile(
      file,
      withSourceMap(bundle, (source) => pathToFileURL(resolve(sourceFolder, source)).href),
    )
    await linkPackages(bundle, folder)
    return await askChild(bundle, file, timeoutSeconds)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** What the bundle does not contain is taken from the project. */
async function linkPackages({ externals }: WorkflowBundle, folder: string): Promise<void> {
  for (const { name, folder: target } of externals) {
    const link = join(folder, 'node_modules', name)
    await mkdir(dirname(link), { recursive: true })
    await symlink(target, link, 'dir')
  }
}

async function askChild(bundle: WorkflowBundle, bundleFile: string, timeoutSeconds: number): Promise<Description> {
  const limitMs = msOf(timeoutSeconds)
  const end = await runChild<Description>({
    words: [DESCRIBE_COMMAND, bundleFile, String(limitMs)],
    nodeOptions: ['--enable-source-maps'],
    limitMs,
  })
  switch (end.type) {
    case 'answered':
      return end.answer
    case 'late':
      throw invalidFile(
        bundle,
        `did not finish loading within ${timeoutSeconds} s. Move work from the top level of the file into the operators.`,
      )
    case 'ended':
      throw invalidFile(
        bundle,
        `could not be loaded: its process ${end.how}. Do not call "process.exit" at the top level of the file.`,
      )
  }
}

function importError(bundle: WorkflowBundle, error: DescribedError): AIFlowError {
  const place = authorPlaceOf(error.frames, bundle.sdkFolder)
  const behind = error.behind.map((each) => `\nCaused by ${each.name}: ${each.message}${placeText(each, bundle)}`)
  const where = [placeText(error, bundle), ...behind].join('')
  const hint = cycleHint(bundle, error)
  const details = place === null ? {} : { file: place.file, line: place.line, column: place.column }
  if (error.code !== null) {
    const text = `The workflow file "${basename(bundle.file)}" is not valid: ${error.message}${where}${hint}`
    return new AIFlowError(error.code, text, { details })
  }
  const text = `The workflow file "${basename(bundle.file)}" threw while it was loaded: ${error.name}: ${error.message}${where}${hint}`
  return new AIFlowError('INVALID_WORKFLOW_FILE', text, { details })
}

/** In a cycle, a file may run before what it imports is defined. What is not defined gives errors of these kinds. */
function cycleHint({ importCycle }: WorkflowBundle, { code, name }: DescribedError): string {
  if (importCycle === null || code !== null || !['ReferenceError', 'TypeError'].includes(name)) return ''
  return `\nThese files import each other, so one of them runs before what it imports is defined: ${importCycle.join(' → ')}. Move what both need into a third file.`
}

function placeText({ frames }: ThrownError, { sdkFolder }: WorkflowBundle): string {
  const place = authorPlaceOf(frames, sdkFolder)
  return place === null ? '' : `\n  at ${describePlace(place, process.cwd())}`
}

function invalidFile(bundle: WorkflowBundle, what: string): AIFlowError {
  return new AIFlowError('INVALID_WORKFLOW_FILE', `The workflow file "${basename(bundle.file)}" ${what}`, {
    details: { path: bundle.file },
  })
}
