import {
  AIFlowOperator,
  type Json,
  NonRetryableError,
  type Operator,
  type ParametersSchema,
  type TaskContext,
} from '@aiflow/sdk'
import type { Upstream } from '@aiflow/sdk/internal/authoring'
import { checkOperator, givenText, givenTexts, givenTextsByName } from '../options/check-operator.ts'
import { givenBy } from '../options/context-options.ts'
import type { SparkApplication, SparkResult } from './spark-application.ts'
import { findDriver, followDriver, handleBefore, handleOf, killDriver, submitDriver } from './spark-driver.ts'
import { SparkMaster } from './spark-master.ts'
import { checkSpark, problemOf, SPARK_OPTIONS, type SparkOperatorOptions } from './spark-options.ts'
import { runAsClient } from './submit-client.ts'

const DEFAULT_UNREACHABLE_SECONDS = 600
const REST_PORT = 6066
const WEB_PORT = 8080

/**
 * Runs a Spark application: a jar, a Python program or a file of SQL. In client mode its driver is a process of the task. In
 * cluster mode it runs in a standalone cluster, and attempts find it by the handle. A stop ends it.
 */
export class SparkOperator<
  const Name extends string = string,
  Output = SparkResult,
  Schema = ParametersSchema,
  const Tasks extends Upstream = Operator,
> extends AIFlowOperator<Name, Output> {
  readonly #options: SparkOperatorOptions<Name, Output, Schema, Tasks>

  /** Throws the errors of `Operator`, and INVALID_WORKFLOW if an option is not valid. */
  constructor(options: SparkOperatorOptions<Name, Output, Schema, Tasks>) {
    checkOperator(new.target, options, SPARK_OPTIONS)
    checkSpark(options)
    super(options)
    this.#options = options
  }

  override async start(context: TaskContext): Promise<unknown> {
    const app = await this.#application(context)
    if (this.#options.deployMode === 'cluster') return this.#submit(context, app)
    const { sparkHome = null, submitArgs = [] } = this.#options
    const { graceSeconds } = this.settings
    const output = await runAsClient(context, app, { sparkHome, submitArgs, graceSeconds })
    return this.#outputOf({ output, driverId: null })
  }

  /** The driver may not have been submitted yet: then it is submitted now. */
  override async reattach(context: TaskContext): Promise<void> {
    const found = await findDriver(context, this.#master(context))
    if (found === null) await this.#submit(context, await this.#application(context))
  }

  override async awaitTermination(context: TaskContext): Promise<unknown> {
    if (handleOf(context) === null) return undefined
    const { unreachableSeconds = DEFAULT_UNREACHABLE_SECONDS } = this.#options
    const driverId = await followDriver(context, this.#master(context), unreachableSeconds)
    return this.#outputOf({ output: null, driverId })
  }

  /** In cluster mode, kills the driver and returns when it has ended. The process of client mode is ended by the signal. */
  override async stop(context: TaskContext): Promise<void> {
    if (handleOf(context) !== null) await killDriver(context, this.#master(context))
  }

  async #submit(context: TaskContext, app: SparkApplication): Promise<void> {
    const { hostname } = new URL(app.master)
    const {
      restAddress: rest = `http://${hostname}:${REST_PORT}`,
      webAddress: web = `http://${hostname}:${WEB_PORT}`,
    } = this.#options
    const handle = { rest, web, ...(await handleBefore(context, new SparkMaster(rest, web), app)) }
    await context.handle.set(handle as unknown as Json)
    await submitDriver(context, this.#master(context), app)
  }

  #master(context: TaskContext): SparkMaster {
    const handle = handleOf(context)
    if (handle === null) throw new Error('There is no driver.')
    return new SparkMaster(handle.rest, handle.web)
  }

  #outputOf(result: SparkResult): unknown {
    return this.#options.result === undefined ? result : this.#options.result(result)
  }

  async #application(context: TaskContext): Promise<SparkApplication> {
    const { mainClass = null, args = [], conf = {}, env = {} } = this.#options
    const { name } = context.task
    const master = givenText(name, 'master', await givenBy(this.#options.master, context))
    const file = givenText(name, 'application', await givenBy(this.#options.application, context))
    const problem = problemOf({ ...this.#options, master, application: file })
    if (problem !== null) throw new NonRetryableError(problem)
    return {
      master,
      file,
      mainClass,
      args: givenTexts(name, 'args', await givenBy(args, context)),
      conf: givenTextsByName(name, 'conf', await givenBy(conf, context)),
      env: givenTextsByName(name, 'env', await givenBy(env, context)),
    }
  }
}
