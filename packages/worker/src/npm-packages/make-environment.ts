import { appendFileSync, existsSync, mkdirSync, rmSync, statSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { NpmPackages } from '@aiflow/sdk/internal/wire'
import { writeWhole } from '../system/atomic-file.ts'
import { shortageOf } from '../system/shortage.ts'
import { thisPlatform } from './environment-key.ts'
import { fetchEnvironment, scriptEnvironment } from './install-environment.ts'
import { neededHere } from './needed-here.ts'
import type { Program } from './npm-program.ts'
import { isFinal, reasonOf } from './npm-reason.ts'
import { packagesWithScripts, writePackageFiles } from './package-files.ts'
import { type ProgramEnd, runProgram } from './run-program.ts'

/** Written last: without it, an environment is half made. */
export const MARKER = 'aiflow-made'
const MINUTE_MS = 60_000
const LIMIT_MS = 30 * MINUTE_MS
const MAX_OUTPUT_BYTES = 1024 * 1024
const FETCH = [
  'ci',
  '--ignore-scripts',
  '--include=optional',
  '--global=false',
  '--workspaces=false',
  '--dry-run=false',
  '--install-strategy=hoisted',
  '--prefer-offline',
  '--audit=false',
  '--fund=false',
  '--progress=false',
  '--update-notifier=false',
  '--loglevel=error',
  '--logs-max=0',
]
const REBUILD = [
  'rebuild',
  '--foreground-scripts=false',
  '--progress=false',
  '--update-notifier=false',
  '--loglevel=error',
  '--logs-max=0',
]

export interface EnvironmentOrder {
  /** Where it is made, and stays. */
  readonly folder: string
  readonly packages: NpmPackages
  readonly npm: Program
  /** The environment of the worker. */
  readonly own: NodeJS.ProcessEnv
  /** What tasks inherit of it. */
  readonly inherited: Readonly<Record<string, string>>
  /** Gets the output of npm. */
  readonly log: string
  readonly signal: AbortSignal
}

/**
 * Installs packages into a new folder: first npm fetches all of them without running any code of theirs, then their install
 * scripts run without the settings of npm. Throws `PACKAGES_UNAVAILABLE`.
 */
export async function makeEnvironment(order: EnvironmentOrder): Promise<void> {
  const { folder, packages, log } = order
  await mkdir(folder, { recursive: true, mode: 0o700 })
  rmSync(log, { force: true })
  await writePackageFiles(folder, packages)
  await npm(order, FETCH, fetchEnvironment(order.own))
  const missing = [...neededHere(packages, thisPlatform())].find((path) => !isThere(folder, path))
  if (missing !== undefined) throw failed(leftOut(missing, log))
  const withScripts = packagesWithScripts(packages, (path) => isThere(folder, path))
  if (withScripts.length > 0) await runScripts(order, withScripts)
  // Everything must be on the disk before the marker is, which counts after a power cut, too.
  await runProgram(['sync'], {
    cwd: folder,
    env: { PATH: order.inherited.PATH ?? '' },
    ...limits(order),
    write: () => undefined,
  })
  writeWhole(join(folder, MARKER), `${process.version}\n`)
}

async function runScripts(order: EnvironmentOrder, names: readonly string[]): Promise<void> {
  const { folder, inherited } = order
  const home = join(folder, '.home')
  mkdirSync(home, { recursive: true, mode: 0o700 })
  const listed = await run(order, ['config', 'list', '--json'], fetchEnvironment(order.own), false)
  const environment = scriptEnvironment(inherited, listed.output, home)
  await npm(order, [...REBUILD, ...names], environment)
  rmSync(home, { recursive: true, force: true })
}

async function npm(
  order: EnvironmentOrder,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<void> {
  const { how, code, output } = await run(order, words, env)
  if (how === 'stopped') order.signal.throwIfAborted()
  if (how === 'late') throw failed(`npm did not finish within ${LIMIT_MS / MINUTE_MS} minutes`)
  if (code === 0) return
  const said = reasonOf(output)
  const reason =
    said === '' ? `npm ended with exit code ${code ?? 'of a signal'} and said nothing` : `npm said: ${said}`
  throw failed(`${reason}. Its output is in "${order.log}" on the machine of the worker`, !isFinal(output))
}

function run(
  order: EnvironmentOrder,
  words: readonly string[],
  env: Readonly<Record<string, string>>,
  isLogged = true,
): Promise<ProgramEnd> {
  const { npm: program, folder, log } = order
  const write = (chunk: Buffer) => (isLogged ? appendWithin(log, chunk) : undefined)
  return runProgram([...program, ...words, `--prefix=${folder}`], { cwd: folder, env, ...limits(order), write })
}

function limits({ signal }: EnvironmentOrder): { readonly signal: AbortSignal; readonly limitMs: number } {
  return { signal, limitMs: LIMIT_MS }
}

/** What is more than the limit is left out, and so is what a full disk does not take: npm says in its reason what was wrong. */
function appendWithin(file: string, chunk: Buffer): void {
  try {
    const size = statSync(file, { throwIfNoEntry: false })?.size ?? 0
    if (size < MAX_OUTPUT_BYTES) appendFileSync(file, chunk.subarray(0, MAX_OUTPUT_BYTES - size), { mode: 0o600 })
  } catch (error) {
    if (shortageOf(error) === null) throw error
  }
}

function leftOut(path: string, log: string): string {
  return `npm left out "${path}", which this platform needs: the registry may not have it, or the disk may be full. Its output is in "${log}" on the machine of the worker`
}

function isThere(folder: string, path: string): boolean {
  return existsSync(join(folder, path, 'package.json'))
}

function failed(reason: string, retryable = true): AIFlowError {
  return new AIFlowError('PACKAGES_UNAVAILABLE', reason, { details: { retryable } })
}
