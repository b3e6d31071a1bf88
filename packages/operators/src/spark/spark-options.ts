import type { Operator, ParametersSchema } from '@aiflow/sdk'
import { checkOneOf, invalidWorkflow, type Upstream } from '@aiflow/sdk/internal/authoring'
import {
  checkNumber,
  checkResult,
  checkText,
  checkTexts,
  checkTextsByName,
  type OwnOptionNames,
  type Unchecked,
} from '../options/check-operator.ts'
import type { ContextOf, ContextOptions, Given } from '../options/context-options.ts'
import { kindOf, type SparkResult } from './spark-application.ts'

const MAX_UNREACHABLE_SECONDS = 365 * 86_400

export interface SparkOperatorOptions<
  Name extends string = string,
  Output = SparkResult,
  Schema = ParametersSchema,
  Tasks extends Upstream = Operator,
> extends ContextOptions<Name, Schema, Tasks> {
  /** Where the application runs, such as `spark://spark.example:7077`, `local[4]` or `yarn`. */
  readonly master: Given<string, ContextOf<Schema, Tasks>>
  /**
   * A file that ends with `.jar`, `.py` or `.sql`. In client mode a relative path is below the uploaded files. In cluster mode
   * all machines of the cluster must reach it under this path or address.
   */
  readonly application: Given<string, ContextOf<Schema, Tasks>>
  /**
   * Where the driver runs: as a process of the task (`client`, by default), or in a standalone cluster (`cluster`), where it goes
   * on whatever becomes of the worker.
   */
  readonly deployMode?: 'client' | 'cluster'
  /** The class of the jar with the program. A jar with a manifest that names it needs none in client mode. */
  readonly mainClass?: string
  /** Arguments of the program; none by default. */
  readonly args?: Given<readonly string[], ContextOf<Schema, Tasks>>
  /** Settings of Spark, such as `{ 'spark.executor.memory': '2g' }`. None by default. */
  readonly conf?: Given<Readonly<Record<string, string>>, ContextOf<Schema, Tasks>>
  /** Variables for the driver; none by default. */
  readonly env?: Given<Readonly<Record<string, string>>, ContextOf<Schema, Tasks>>
  /** Further arguments of `spark-submit` before the application, such as `['--py-files', 'lib.zip']`. Client mode only. */
  readonly submitArgs?: readonly string[]
  /** The folder of Spark on the machine of the worker. By default its programs are looked for in `PATH`. Client mode only. */
  readonly sparkHome?: string
  /** The REST interface of the master; port 6066 of the master by default. Cluster mode only. */
  readonly restAddress?: string
  /** The web page of the master; port 8080 of the master by default. Cluster mode only. */
  readonly webAddress?: string
  /** How long the master may be away while the driver runs, in seconds; 600 by default. Cluster mode only. */
  readonly unreachableSeconds?: number
  /** Makes the output of the task from what the application has left. By default that is the output. */
  readonly result?: (result: SparkResult) => Output
}

export const SPARK_OPTIONS: OwnOptionNames<SparkOperatorOptions> = {
  master: true,
  application: true,
  deployMode: true,
  mainClass: true,
  args: true,
  conf: true,
  env: true,
  submitArgs: true,
  sparkHome: true,
  restAddress: true,
  webAddress: true,
  unreachableSeconds: true,
  result: true,
}

const OF_CLIENT = ['submitArgs', 'sparkHome'] as const
const OF_CLUSTER = ['restAddress', 'webAddress', 'unreachableSeconds'] as const

/** Throws INVALID_WORKFLOW if an option is not valid, or has no effect. */
export function checkSpark(options: Unchecked<SparkOperatorOptions>): void {
  const { name, master, application, deployMode = 'client', unreachableSeconds = 1 } = options
  checkText(name, 'master', master)
  checkText(name, 'application', application)
  checkOneOf(`"deployMode" of the task "${name}"`, deployMode, ['client', 'cluster'])
  for (const field of ['mainClass', 'sparkHome', 'restAddress', 'webAddress'] as const)
    if (options[field] !== undefined) checkText(name, field, options[field])
  for (const field of ['args', 'submitArgs'] as const) checkTexts(name, field, options[field])
  for (const field of ['conf', 'env'] as const) checkTextsByName(name, field, options[field])
  checkNumber(name, 'unreachableSeconds', unreachableSeconds, { min: 0, max: MAX_UNREACHABLE_SECONDS })
  checkResult(name, options.result)
  for (const field of deployMode === 'client' ? OF_CLUSTER : OF_CLIENT) {
    if (options[field] === undefined) continue
    const message = `"${field}" of the task "${name}" has no effect in ${deployMode} mode. Leave it out, or set "deployMode".`
    throw invalidWorkflow(message, { task: name, field })
  }
  const problem = problemOf(options)
  if (problem !== null) throw invalidWorkflow(problem, { task: name })
}

/** What makes values impossible together, which functions may give only when the task runs. Null if nothing does. */
export function problemOf({
  name,
  master,
  application,
  deployMode,
  mainClass,
}: Unchecked<SparkOperatorOptions>): string | null {
  const kind = typeof application === 'string' ? kindOf(application) : undefined
  if (kind === null) return `"application" of the task "${name}" must end with ".jar", ".py" or ".sql".`
  if (kind !== undefined && kind !== 'jar' && mainClass !== undefined)
    return `The task "${name}" has a "mainClass", but its application is not a jar.`
  if (deployMode !== 'cluster') return null
  if (kind === 'jar' && mainClass === undefined) return `The task "${name}" needs "mainClass" in cluster mode.`
  if (kind === 'sql') return `The task "${name}" cannot run a file of SQL in cluster mode. Use client mode.`
  if (typeof master === 'string' && !/^spark:\/\/[^/,]+$/.test(master))
    return `The task "${name}" in cluster mode needs a standalone master such as "spark://spark.example:7077".`
  return null
}
