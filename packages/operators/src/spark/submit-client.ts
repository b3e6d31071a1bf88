import { access, readFile, rm } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { type Json, NonRetryableError, type TaskContext } from '@aiflow/sdk'
import { lastFailure } from '../programs/java-failures.ts'
import { type ProgramEnd, runProgram } from '../programs/run-program.ts'
import { kindOf, type SparkApplication } from './spark-application.ts'
import { sparkFailure } from './spark-failures.ts'

/** How the programs of Spark are called here. */
export interface SparkClient {
  /** Null: its programs are in `PATH`. */
  readonly sparkHome: string | null
  readonly submitArgs: readonly string[]
  readonly graceSeconds: number
}

const ADDRESS = /^[a-z][a-z0-9+.-]*:/i
const MAX_OUTPUT_BYTES = 900 * 1024

/** Runs the driver as a process of the task, and returns what it wrote to its output file. A stop ends it. */
export async function runAsClient(context: TaskContext, app: SparkApplication, client: SparkClient): Promise<Json> {
  const file = await localFile(context, app.file)
  const folder = await context.folder()
  const outputFile = join(folder, 'spark-output.json')
  await rm(outputFile, { force: true })
  const isSql = kindOf(app.file) === 'sql'
  const name = isSql ? 'spark-sql' : 'spark-submit'
  const program = client.sparkHome === null ? name : join(client.sparkHome, 'bin', name)
  const end = await runProgram({
    program,
    args: [...settingsOf(context, app), ...client.submitArgs, ...(isSql ? ['-f', file] : [file]), ...app.args],
    env: { ...app.env, AIFLOW_OUTPUT_FILE: outputFile },
    cwd: folder,
    signal: context.signal,
    graceSeconds: client.graceSeconds,
    advice: 'Install Spark on its machine, or name its folder with "sparkHome".',
  })
  context.signal.throwIfAborted()
  if (end.code !== 0) throw failureOf(name, end)
  return outputIn(outputFile)
}

/** A file that is fetched by Spark has an address. */
async function localFile(context: TaskContext, file: string): Promise<string> {
  if (ADDRESS.test(file)) return file
  const path = isAbsolute(file) ? file : join(context.files, file)
  await access(path).catch((cause: unknown) => {
    throw new NonRetryableError(`The application "${file}" does not exist on the machine of the worker.`, { cause })
  })
  return path
}

function settingsOf(context: TaskContext, { master, mainClass, conf }: SparkApplication): string[] {
  const { workflow, task } = context
  const settings = { 'spark.app.name': `${workflow.name}/${task.key}`, ...conf }
  return [
    '--master',
    master,
    '--deploy-mode',
    'client',
    ...Object.entries(settings).flatMap(([name, value]) => ['--conf', `${name}=${value}`]),
    ...(mainClass === null ? [] : ['--class', mainClass]),
  ]
}

function failureOf(name: string, { code, signal, tail }: ProgramEnd): Error {
  const reason = reasonIn(tail)
  const told = reason === null ? '. See the log.' : `: ${reason}`
  return sparkFailure(`${name} ended with ${code ?? signal}${told}`, reason ?? '')
}

function reasonIn(tail: string): string | null {
  if (/All masters are unresponsive/.test(tail)) return 'no master can be reached'
  return lastFailure(tail) ?? /^Error: (.+)$/m.exec(tail)?.[1] ?? null
}

async function outputIn(file: string): Promise<Json> {
  const text = await readFile(file, 'utf8').catch(() => '')
  if (text.trim() === '') return null
  if (Buffer.byteLength(text) > MAX_OUTPUT_BYTES)
    throw new NonRetryableError(
      `The output of the application is larger than ${MAX_OUTPUT_BYTES / 1024} KiB. Write less to "$AIFLOW_OUTPUT_FILE".`,
    )
  try {
    return JSON.parse(text)
  } catch (cause) {
    throw new NonRetryableError('What the application wrote to "$AIFLOW_OUTPUT_FILE" is not JSON.', { cause })
  }
}
