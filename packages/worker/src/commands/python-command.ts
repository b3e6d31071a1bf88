import { join } from 'node:path'
import { pythonFiles } from '@aiflow/sdk/internal/wire'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptFolder } from '../journal/attempt-folder.ts'
import { createBelow, writeWhole } from '../system/atomic-file.ts'
import { findProgram } from '../system/find-program.ts'
import { statsOf } from '../system/stats-of.ts'
import type { Environment } from './task-environment.ts'

const DEFAULT_PROGRAM = 'python3'
/** Of a process that is started ahead: where it reads what to do, and where it says how far it is. */
const AHEAD_DESCRIPTORS = { input: 3, output: 4 }

type PythonOperator = Extract<AttemptSpec['operator'], { type: 'python' }>

/** Where a worker keeps what runs Python. */
export interface PythonPlaces {
  /** The program in Python that runs the Python of a task. */
  readonly launch: string
  /** The folder of the environments that it makes. */
  readonly environments: string
}

export interface PythonCommand {
  readonly operator: PythonOperator
  readonly places: PythonPlaces
  /** The folder of the uploaded files. */
  readonly files: string
  /** What every command inherits. */
  readonly inherited: Environment
}

/** Why the Python of a task cannot be started, for people. */
export interface PythonProblem {
  readonly message: string
  /** Whether it may be gone the next time, or on another worker. */
  readonly retryable: boolean
}

/** Whether a worker with these packages can run Python. */
export function runsPython(packages: string | undefined, { PATH = '' }: Environment): boolean {
  return packages !== undefined && findProgram(DEFAULT_PROGRAM, PATH) !== null
}

/** Null if nothing keeps it from being started. */
export function pythonProblem(command: PythonCommand): PythonProblem | null {
  const missing = pythonFiles(command.operator).find((path) => !statsOf(join(command.files, path))?.isFile())
  if (missing !== undefined) {
    const message = `The file "${missing}" is not among the uploaded files of this version of the workflow. Upload it together with the workflow: -f ${missing}`
    return { message, retryable: false }
  }
  if (interpreterOf(command) !== null) return null
  return { message: noInterpreter(command), retryable: true }
}

/** The program and its arguments. What it runs is in a file, since arguments are shown to all users of the machine. */
export function pythonArguments(command: PythonCommand, folder: AttemptFolder): [string, ...string[]] {
  createBelow(folder.inputs, () => writeWhole(folder.pythonFile, JSON.stringify(orderOf(command))))
  return programOf(command, folder.pythonFile)
}

/** The same for a process that imports the module of a function before it is known which task it gets. */
export function aheadArguments(command: PythonCommand, folder: string): [string, ...string[]] {
  const file = join(folder, 'python.json')
  writeWhole(file, JSON.stringify({ ...orderOf(command), ahead: AHEAD_DESCRIPTORS }))
  return programOf(command, file)
}

/** What tasks have in common that the same process may run. */
export function aheadKey(command: PythonCommand): string {
  const { run, environment, env } = command.operator
  const module = run.type === 'callable' ? run.name.split(':')[0] : null
  return JSON.stringify([module, environment ?? null, env, command.files, interpreterOf(command)])
}

function orderOf({ operator: { run, environment }, places, files }: PythonCommand): object {
  return { run, environment: environment ?? null, files, environments: places.environments }
}

function programOf(command: PythonCommand, file: string): [string, ...string[]] {
  return [interpreterOf(command) ?? DEFAULT_PROGRAM, command.places.launch, file]
}

function interpreterOf({ operator: { environment, env }, inherited }: PythonCommand): string | null {
  return findProgram(interpreterName(environment), env.PATH ?? inherited.PATH ?? '')
}

/** An environment that the worker makes begins with its own Python. */
function interpreterName(environment: PythonOperator['environment']): string {
  if (environment?.type === 'python') return environment.program
  return environment?.type === 'venv' ? join(environment.folder, 'bin/python') : DEFAULT_PROGRAM
}

function noInterpreter({ operator: { environment } }: PythonCommand): string {
  if (environment?.type === 'venv') {
    return `"${environment.folder}" is no virtual environment on the machine of this worker: it has no program "bin/python".`
  }
  const name = interpreterName(environment)
  const where = name.includes('/') ? 'on the machine' : 'in the PATH'
  return `There is no program "${name}" ${where} of this worker. Install it there, or name another one by "python" of the operator.`
}
