import { AIFlowOperator, NonRetryableError, type Operator, type ParametersSchema, type TaskContext } from '@aiflow/sdk'
import type { Upstream } from '@aiflow/sdk/internal/authoring'
import { checkOperator, givenText, givenTexts, givenTextsByName } from '../options/check-operator.ts'
import { givenBy } from '../options/context-options.ts'
import { UnreachableError } from '../rest/rest-client.ts'
import { FlinkCluster } from './flink-cluster.ts'
import { type FlinkHandle, type FlinkResult, handleOf, jobIdOf, type Snapshot, updateHandle } from './flink-job.ts'
import { checkFlink, FLINK_OPTIONS, type FlinkOperatorOptions, givenAddress } from './flink-options.ts'
import { followJob } from './follow-job.ts'
import { endOfJob } from './job-end.ts'
import { jobMetrics } from './job-metrics.ts'
import { noteLiving, refuseSecondJob, resumeAt } from './resume-state.ts'
import { stopJob } from './stop-job.ts'
import { type JobSubmission, prepareJob, removeJars, type Submit } from './submit-job.ts'

const DEFAULT_UNREACHABLE_SECONDS = 600
/** Flink 1 has the second name. */
const SAVEPOINT_FOLDERS = ['execution.checkpointing.savepoint-dir', 'state.savepoints.dir']

/**
 * Runs a job in a Flink session cluster. The job goes on whatever is killed here, and attempts find it by the handle. A stop ends
 * it, with a savepoint if that is wanted, and the next start continues there.
 */
export class FlinkOperator<
  const Name extends string = string,
  Output = FlinkResult,
  Schema = ParametersSchema,
  const Tasks extends Upstream = Operator,
> extends AIFlowOperator<Name, Output> {
  readonly #options: FlinkOperatorOptions<Name, Output, Schema, Tasks>

  /** Throws the errors of `Operator`, and INVALID_WORKFLOW if an option is not valid. */
  constructor(options: FlinkOperatorOptions<Name, Output, Schema, Tasks>) {
    checkOperator(new.target, options, FLINK_OPTIONS)
    checkFlink(options)
    super(options)
    this.#options = options
  }

  override async start(context: TaskContext): Promise<void> {
    const { resume = 'latest' } = this.#options
    const cluster = await this.#clusterAt(
      context,
      givenAddress(context.task.name, await givenBy(this.#options.cluster, context)),
    )
    await refuseSecondJob(context, (address) => this.#clusterAt(context, address))
    const job = await this.#submission(context)
    await this.#checkSavepointFolder(context, cluster, job.conf)
    const restore = resumeAt(context, resume) ?? (await this.#resumeFrom(context))
    const jobId = jobIdOf(context.task.attemptId)
    const submit = await prepareJob(context, cluster, job, jobId)
    const handle = { cluster: cluster.address, jobId, restore, isConfirmed: false, newest: null, stopTrigger: null }
    await context.handle.set(handle satisfies FlinkHandle as never)
    await noteLiving(context, handle)
    if (restore !== null) context.logger.info(`The job continues at the ${restore.kind} ${restore.path}.`)
    await this.#submit(context, cluster, submit)
  }

  /** The job may not have been submitted yet: then it is submitted now. */
  override async reattach(context: TaskContext): Promise<void> {
    const { cluster: address, jobId, isConfirmed } = handleOf(context)
    if (isConfirmed) return
    const cluster = await this.#clusterAt(context, address)
    if ((await cluster.stateOf(jobId, context.signal)) !== null) return this.#confirm(context, cluster)
    await this.#submit(context, cluster, await prepareJob(context, cluster, await this.#submission(context), jobId))
  }

  override async awaitTermination(context: TaskContext): Promise<unknown> {
    const { unreachableSeconds = DEFAULT_UNREACHABLE_SECONDS, result } = this.#options
    const cluster = await this.#clusterAt(context, handleOf(context).cluster)
    const state = await followJob(context, cluster, unreachableSeconds)
    const end = await endOfJob(context, cluster, state)
    return result === undefined ? end : result(end)
  }

  /** Ends the job, and returns when it has ended. Throws an error if it runs on. */
  override async stop(context: TaskContext): Promise<void> {
    if (context.handle.get() === null) return
    const { cluster: address, jobId } = handleOf(context)
    const { stopWith = 'cancel', savepointFolder } = this.#options
    const cluster = await this.#clusterAt(context, address)
    const folder = savepointFolder === undefined ? null : await givenBy(savepointFolder, context)
    await stopJob(context, cluster, { stopWith, savepointFolder: folder })
    await removeJars(context, cluster, jobId)
  }

  override async getMetrics(context: TaskContext): Promise<object> {
    if (context.handle.get() === null) return {}
    const { cluster, jobId } = handleOf(context)
    return jobMetrics(await this.#clusterAt(context, cluster), jobId, context.signal)
  }

  async #submit(context: TaskContext, cluster: FlinkCluster, submit: Submit): Promise<void> {
    const { jobId } = handleOf(context)
    try {
      await submit()
    } catch (error) {
      context.signal.throwIfAborted()
      // The answer was lost, or it is about something that came after the job.
      const isThere = (await cluster.stateOf(jobId)) !== null
      if (!isThere && !(error instanceof UnreachableError)) await context.handle.set(null)
      if (!isThere) throw error
    } finally {
      if (!this.#hasClient) await removeJars(context, cluster, jobId)
    }
    await this.#confirm(context, cluster)
  }

  async #confirm(context: TaskContext, cluster: FlinkCluster): Promise<void> {
    await updateHandle(context, { isConfirmed: true })
    const { jobId } = handleOf(context)
    context.logger.info(`The job is ${cluster.address}/#/job/running/${jobId}/overview`)
  }

  async #clusterAt(context: TaskContext, address: string): Promise<FlinkCluster> {
    return new FlinkCluster(address, await givenBy(this.#options.headers ?? {}, context))
  }

  get #hasClient(): boolean {
    return this.#options.python !== undefined || this.#options.client !== undefined
  }

  async #submission(context: TaskContext): Promise<JobSubmission> {
    const { jar, python, mainClass = null, parallelism = null, client = 'flink', clientArgs = [] } = this.#options
    const { args = [], conf = {}, allowNonRestoredState = false } = this.#options
    const { name } = context.task
    const type = jar === undefined ? 'python' : 'jar'
    return {
      program: { type, file: givenText(name, type, await givenBy(jar ?? python ?? '', context)) },
      mainClass,
      args: givenTexts(name, 'args', await givenBy(args, context)),
      parallelism,
      conf: givenTextsByName(name, 'conf', await givenBy(conf, context)),
      allowNonRestoredState,
      client: this.#hasClient ? { program: client, args: clientArgs } : null,
      graceSeconds: this.settings.graceSeconds,
    }
  }

  async #resumeFrom(context: TaskContext): Promise<Snapshot | null> {
    const path = await givenBy(this.#options.resumeFrom ?? null, context)
    if (path === null || path === '') return null
    return { kind: 'savepoint', path: givenText(context.task.name, 'resumeFrom', path), at: 0 }
  }

  /** Known before the job runs, and not when it has to be stopped. */
  async #checkSavepointFolder(
    context: TaskContext,
    cluster: FlinkCluster,
    conf: Readonly<Record<string, string>>,
  ): Promise<void> {
    const { stopWith, savepointFolder } = this.#options
    if (stopWith !== 'savepoint' || savepointFolder !== undefined) return
    const settings = await cluster.settings(context.signal)
    if (SAVEPOINT_FOLDERS.some((name) => settings.has(name) || Object.hasOwn(conf, name))) return
    throw new NonRetryableError(
      `The task "${context.task.name}" stops its job with a savepoint, but ${cluster.address} has no folder for savepoints. Set "savepointFolder".`,
    )
  }
}
