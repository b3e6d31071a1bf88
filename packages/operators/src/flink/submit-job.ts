import { access } from 'node:fs/promises'
import { isAbsolute, join } from 'node:path'
import { NonRetryableError, type TaskContext } from '@aiflow/sdk'
import { lastFailure } from '../programs/java-failures.ts'
import { runProgram } from '../programs/run-program.ts'
import { RefusalError } from '../rest/rest-client.ts'
import { type FlinkCluster, refusedProgram } from './flink-cluster.ts'
import { handleOf } from './flink-job.ts'

/** A job that is to be submitted. */
export interface JobSubmission {
  readonly program: { readonly type: 'jar' | 'python'; readonly file: string }
  readonly mainClass: string | null
  readonly args: readonly string[]
  readonly parallelism: number | null
  readonly conf: Readonly<Record<string, string>>
  readonly allowNonRestoredState: boolean
  /** Null: a jar is sent to the cluster, which runs its program. */
  readonly client: { readonly program: string; readonly args: readonly string[] } | null
  readonly graceSeconds: number
}

/** Submits the job of the handle. */
export type Submit = () => Promise<void>

const DUPLICATE = /DuplicateJobSubmissionException|Job has already been submitted/

/** So that there is something to continue from after a failure or a stop without a savepoint. */
const KEEP_CHECKPOINTS = { 'execution.checkpointing.externalized-checkpoint-retention': 'RETAIN_ON_CANCELLATION' }

/**
 * Prepares the job with an id, and returns what submits it once the handle has this id. The cluster refuses a second job with
 * the same id, so an earlier submission that arrives after all does no harm.
 */
export async function prepareJob(
  context: TaskContext,
  cluster: FlinkCluster,
  job: JobSubmission,
  jobId: string,
): Promise<Submit> {
  const file = isAbsolute(job.program.file) ? job.program.file : join(context.files, job.program.file)
  await access(file).catch((cause: unknown) => {
    const kind = job.program.type === 'jar' ? 'jar' : 'Python program'
    const message = `The ${kind} "${job.program.file}" does not exist on the machine of the worker.`
    throw new NonRetryableError(message, { cause })
  })
  if (job.client !== null) return () => runClient(context, cluster, file, job)
  const jar = await cluster.upload(file, jarName(jobId), context.signal)
  return () => runJar(context, cluster, jar, job)
}

/** Removes the jars that attempts have sent for the job, which does not need them once it is submitted. */
export async function removeJars(context: TaskContext, cluster: FlinkCluster, jobId: string): Promise<void> {
  try {
    for (const id of await cluster.jarsNamed(jarName(jobId))) await cluster.removeJar(id)
  } catch (error) {
    context.logger.warn(`The jar of the job stays in the cluster: ${String(error)}`)
  }
}

function jarName(jobId: string): string {
  return `aiflow-${jobId}.jar`
}

/** Not ended by a stop, which would not know then whether there is a job. */
async function runJar(context: TaskContext, cluster: FlinkCluster, jar: string, job: JobSubmission): Promise<void> {
  const { jobId, restore } = handleOf(context)
  const { mainClass, args, parallelism, conf, allowNonRestoredState } = job
  try {
    await cluster.run(jar, {
      jobId,
      programArgsList: args,
      flinkConfiguration: { ...KEEP_CHECKPOINTS, ...conf },
      ...(mainClass === null ? {} : { entryClass: mainClass }),
      ...(parallelism === null ? {} : { parallelism }),
      ...(restore === null ? {} : { savepointPath: restore.path, allowNonRestoredState }),
    })
  } catch (error) {
    if (!(error instanceof RefusalError)) throw error
    if (!DUPLICATE.test(error.answer)) throw refusedProgram(error)
  }
}

async function runClient(context: TaskContext, cluster: FlinkCluster, file: string, job: JobSubmission): Promise<void> {
  const { program, args } = job.client ?? { program: 'flink', args: [] }
  const end = await runProgram({
    program,
    args: [...runArguments(context, cluster, job), ...args, ...programArguments(file, job)],
    cwd: await context.folder(),
    signal: context.signal,
    graceSeconds: job.graceSeconds,
    advice: 'Install Flink on its machine, or name the program with "client".',
  })
  if (end.code === 0 || DUPLICATE.test(end.tail)) return
  context.signal.throwIfAborted()
  const reason = lastFailure(end.tail) ?? `it ended with ${end.code ?? end.signal}. See the log.`
  throw new Error(`Flink's client could not submit the job: ${reason}`)
}

function runArguments(context: TaskContext, cluster: FlinkCluster, job: JobSubmission): string[] {
  const { jobId, restore } = handleOf(context)
  const { hostname, port, protocol } = new URL(cluster.address)
  const isSafe = protocol === 'https:'
  const settings = {
    ...KEEP_CHECKPOINTS,
    ...job.conf,
    'rest.address': hostname,
    'rest.port': port === '' ? (isSafe ? '443' : '80') : port,
    ...(isSafe ? { 'security.ssl.rest.enabled': 'true' } : {}),
    '$internal.pipeline.job-id': jobId,
  }
  return [
    'run',
    '--detached',
    '--target',
    'remote',
    ...Object.entries(settings).map(([name, value]) => `-D${name}=${value}`),
    ...(job.parallelism === null ? [] : ['--parallelism', String(job.parallelism)]),
    ...(restore === null ? [] : ['--fromSavepoint', restore.path]),
    ...(restore !== null && job.allowNonRestoredState ? ['--allowNonRestoredState'] : []),
  ]
}

function programArguments(file: string, { program, mainClass, args }: JobSubmission): string[] {
  if (program.type === 'python') return ['--python', file, ...args]
  return [...(mainClass === null ? [] : ['--class', mainClass]), file, ...args]
}
