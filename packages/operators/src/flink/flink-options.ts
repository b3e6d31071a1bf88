import { NonRetryableError, type Operator, type ParametersSchema } from '@aiflow/sdk'
import { checkFlag, checkOneOf, invalidWorkflow, type Upstream } from '@aiflow/sdk/internal/authoring'
import { quoted } from '@aiflow/sdk/internal/text'
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
import type { FlinkResult } from './flink-job.ts'

const MAX_UNREACHABLE_SECONDS = 365 * 86_400

export interface FlinkOperatorOptions<
  Name extends string = string,
  Output = FlinkResult,
  Schema = ParametersSchema,
  Tasks extends Upstream = Operator,
> extends ContextOptions<Name, Schema, Tasks> {
  /** The address of the REST API of a session cluster, such as `http://flink.example:8081`. */
  readonly cluster: Given<string, ContextOf<Schema, Tasks>>
  /** A jar on the machine of the worker; a relative path is below the uploaded files. It is sent to the cluster. */
  readonly jar?: Given<string, ContextOf<Schema, Tasks>>
  /** The class of the jar with the program; by default as its manifest says. */
  readonly mainClass?: string
  /** A Python program instead of a jar; a relative path is below the uploaded files. Flink's client submits it. */
  readonly python?: Given<string, ContextOf<Schema, Tasks>>
  /** Arguments of the program; none by default. */
  readonly args?: Given<readonly string[], ContextOf<Schema, Tasks>>
  /** 1 to 32768; by default that of the cluster. */
  readonly parallelism?: number
  /** Settings of Flink for this job, such as `{ 'execution.checkpointing.interval': '10 s' }`. None by default. */
  readonly conf?: Given<Readonly<Record<string, string>>, ContextOf<Schema, Tasks>>
  /** Flink's own client, which submits a Python program, or a jar if this is given. `flink` by default. */
  readonly client?: string
  /** Further arguments of the client, before the program, such as `['--pyFiles', 'lib.zip']`. None by default. */
  readonly clientArgs?: readonly string[]
  /** Headers of all requests to the cluster, for a proxy before it. None by default. */
  readonly headers?: Given<Readonly<Record<string, string>>, ContextOf<Schema, Tasks>>
  /** What a stop does with the job; `cancel` by default. */
  readonly stopWith?: 'cancel' | 'savepoint'
  /** The folder for savepoints, which the cluster must reach; by default that of the cluster. */
  readonly savepointFolder?: Given<string, ContextOf<Schema, Tasks>>
  /**
   * Where the next start in this workflow execution continues: at the newer of the last savepoint and the last checkpoint
   * (`latest`, by default), at the last savepoint (`savepoint`), or at the beginning (`never`).
   */
  readonly resume?: 'latest' | 'savepoint' | 'never'
  /** A savepoint or checkpoint for a start that has none of its own execution to continue from. None by default. */
  readonly resumeFrom?: Given<string | null, ContextOf<Schema, Tasks>>
  /** Whether state that belongs to no operator of the program may be left out; `false` by default. */
  readonly allowNonRestoredState?: boolean
  /** How long the cluster may be away while the job runs, in seconds; 600 by default. */
  readonly unreachableSeconds?: number
  /** Makes the output of the task from what is known of the job. By default that is the output. */
  readonly result?: (result: FlinkResult) => Output
}

export const FLINK_OPTIONS: OwnOptionNames<FlinkOperatorOptions> = {
  cluster: true,
  jar: true,
  mainClass: true,
  python: true,
  args: true,
  parallelism: true,
  conf: true,
  client: true,
  clientArgs: true,
  headers: true,
  stopWith: true,
  savepointFolder: true,
  resume: true,
  resumeFrom: true,
  allowNonRestoredState: true,
  unreachableSeconds: true,
  result: true,
}

/** Throws INVALID_WORKFLOW if an option is not valid. */
export function checkFlink(options: Unchecked<FlinkOperatorOptions>): void {
  const { name, cluster, stopWith = 'cancel', resume = 'latest', allowNonRestoredState = false } = options
  checkText(name, 'cluster', cluster)
  if (typeof cluster === 'string') checkAddress(name, cluster, (message) => invalidWorkflow(message, { task: name }))
  checkProgram(options)
  for (const field of ['mainClass', 'client', 'savepointFolder', 'resumeFrom'] as const)
    if (options[field] !== undefined) checkText(name, field, options[field])
  for (const field of ['args', 'clientArgs'] as const) checkTexts(name, field, options[field])
  for (const field of ['conf', 'headers'] as const) checkTextsByName(name, field, options[field])
  const { parallelism = 1, unreachableSeconds = 1 } = options
  checkNumber(name, 'parallelism', parallelism, { min: 1, max: 32_768, whole: true })
  checkNumber(name, 'unreachableSeconds', unreachableSeconds, { min: 0, max: MAX_UNREACHABLE_SECONDS })
  checkOneOf(`"stopWith" of the task "${name}"`, stopWith, ['cancel', 'savepoint'])
  checkOneOf(`"resume" of the task "${name}"`, resume, ['latest', 'savepoint', 'never'])
  checkFlag(`"allowNonRestoredState" of the task "${name}"`, allowNonRestoredState)
  checkResult(name, options.result)
}

/** The address may hold a password, so it is not told. */
function checkAddress(task: string, address: unknown, errorOf: (message: string) => Error): void {
  const url = typeof address === 'string' ? URL.parse(address) : null
  if (url === null || !['http:', 'https:'].includes(url.protocol))
    throw errorOf(`"cluster" of the task "${task}" is not an "http" or "https" address.`)
  if (url.username !== '' || url.password !== '')
    throw errorOf(`"cluster" of the task "${task}" contains a user. Send it in the header "authorization".`)
}

/** The address for this attempt. */
export function givenAddress(task: string, address: unknown): string {
  checkAddress(task, address, (message) => new NonRetryableError(message))
  return String(address)
}

function checkProgram({ name, jar, python, mainClass, client, clientArgs }: Unchecked<FlinkOperatorOptions>): void {
  if ((jar === undefined) === (python === undefined))
    throw invalidWorkflow(`The task "${name}" needs either "jar" or "python".`, { task: name })
  if (jar !== undefined) checkText(name, 'jar', jar)
  if (python !== undefined) checkText(name, 'python', python)
  if (python !== undefined && mainClass !== undefined)
    throw invalidWorkflow(`The task "${name}" has a "mainClass", but no "jar".`, { task: name, field: 'mainClass' })
  if (clientArgs !== undefined && python === undefined && client === undefined) {
    const message = `"clientArgs" of the task "${name}", ${quoted(clientArgs)}, have no effect: its jar is sent without Flink's client. Set "client".`
    throw invalidWorkflow(message, { task: name, field: 'clientArgs' })
  }
}
