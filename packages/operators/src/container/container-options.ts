import type { Json, Operator, ParametersSchema } from '@aiflow/sdk'
import type { Upstream } from '@aiflow/sdk/internal/authoring'
import type { OwnOptionNames } from '../options/check-operator.ts'
import type { ContextOf, ContextOptions, Given } from '../options/context-options.ts'
import type { ContainerMount, ContainerResources } from './run-arguments.ts'

export interface ContainerOperatorOptions<
  Name extends string = string,
  Output = unknown,
  Schema = ParametersSchema,
  Tasks extends Upstream = Operator,
> extends ContextOptions<Name, Schema, Tasks> {
  /** The image, such as `python:3.13-slim`. */
  readonly image: Given<string, ContextOf<Schema, Tasks>>
  /** The program and its arguments, in place of those of the image. No shell reads them. */
  readonly command?: Given<readonly string[], ContextOf<Schema, Tasks>>
  /** Variables for the container; none by default. */
  readonly env?: Given<Readonly<Record<string, string>>, ContextOf<Schema, Tasks>>
  /** Folders, files and volumes that the container sees; none by default. */
  readonly mounts?: readonly ContainerMount[]
  /** What it may use at most; no limits by default. */
  readonly resources?: ContainerResources
  /** The program that gets `command` as its arguments, in place of that of the image. */
  readonly entrypoint?: string
  /** The working folder in the container; that of the image by default. */
  readonly cwd?: string
  /** The user in the container; that of the image by default. */
  readonly user?: string
  /** The network; that of the engine by default. */
  readonly network?: string
  /** When the image is pulled: `missing`, `always` or `never`. `missing` by default. */
  readonly pull?: 'missing' | 'always' | 'never'
  /** The program that runs containers. By default `docker`, or `podman` where there is no docker. */
  readonly engine?: string
  /** More arguments of its `run`, such as `['--gpus', 'all']`. None by default. */
  readonly engineArguments?: readonly string[]
  /** How long the engine may be away while the container runs, in seconds; 600 by default. */
  readonly unreachableSeconds?: number
  /** Exit codes, 1 to 255, that end the task as FAILED without another attempt. None by default. */
  readonly doNotRetryExitCodes?: readonly number[]
  /** Makes the output of the task from what the container wrote to `AIFLOW_OUTPUT_FILE`, or null. */
  readonly result?: (output: Json) => Output
}

export const OPTIONS: OwnOptionNames<ContainerOperatorOptions> = {
  image: true,
  command: true,
  env: true,
  mounts: true,
  resources: true,
  entrypoint: true,
  cwd: true,
  user: true,
  network: true,
  pull: true,
  engine: true,
  engineArguments: true,
  unreachableSeconds: true,
  doNotRetryExitCodes: true,
  result: true,
}
