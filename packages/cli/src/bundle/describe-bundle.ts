import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, dirname, join, resolve } from 'node:path'
import type { Readable } from 'node:stream'
import { text } from 'node:stream/consumers'
import { pathToFileURL } from 'node:url'
import { AIFlowError, isAIFlowError, type WorkflowDefinition } from '@aiflow/sdk'
import { msOf, startTimer, stopTimer } from '@aiflow/sdk/internal/time'
import { programArguments } from '../program-file.ts'
import { type WorkflowBundle, withSourceMap } from './bundle-workflow.ts'
import {
  ANSWER_DESCRIPTOR,
  DESCRIBE_COMMAND,
  type DescribedError,
  type Description,
  type ThrownError,
} from './describe-protocol.ts'
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
  const description = await runChild(bundle, timeoutSeconds)
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

async function runChild(bundle: WorkflowBundle, timeoutSeconds: number): Promise<Description> {
  const folder = await mkdtemp(join(tmpdir(), 'aiflow-upload-'))
  try {
    const file = join(folder, 'bundle.mjs')
    const sourceFolder = dirname(bundle.file)
    await writeFile(
      file,
      withSourceMap(bundle, (source) => pathToFileURL(resolve(sourceFolder, source)).href),
    )
    return await askChild(bundle, file, timeoutSeconds)
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

async function askChild(bundle: WorkflowBundle, bundleFile: string, timeoutSeconds: number): Promise<Description> {
  const child = spawn(process.execPath, ['--enable-source-maps', ...programArguments(), DESCRIBE_COMMAND, bundleFile], {
    // What the author prints at import is for people, so it goes where messages go.
    stdio: ['ignore', process.stderr, process.stderr, 'pipe'],
    detached: true,
  })
  const timer = startTimer(() => killGroup(child), msOf(timeoutSeconds))
  try {
    const [answer, [exitCode, signal]] = await Promise.all([
      text(child.stdio[ANSWER_DESCRIPTOR] as Readable),
      once(child, 'exit'),
    ])
    if (answer !== '') return JSON.parse(answer)
    if (child.killed)
      throw invalidFile(
        bundle,
        `did not finish loading within ${timeoutSeconds} s. Move work from the top level of the file into the operators.`,
      )
    const end = signal === null ? `ended with exit code ${exitCode}` : `was ended by ${signal}`
    throw invalidFile(
      bundle,
      `could not be loaded: its process ${end}. Do not call "process.exit" at the top level of the file.`,
    )
  } finally {
    stopTimer(timer)
  }
}

/** Also kills what the author's code started, which would keep the pipe of the answer open. */
function killGroup(child: ChildProcess): void {
  child.kill('SIGKILL')
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // The group is gone already.
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
