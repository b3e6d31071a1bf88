import { AIFlowOperator, NonRetryableError, type Operator, type ParametersSchema, type TaskContext } from '@aiflow/sdk'
import type { Upstream } from '@aiflow/sdk/internal/authoring'
import { quoted } from '@aiflow/sdk/internal/text'
import { checkOperator } from '../options/check-operator.ts'
import { givenBy } from '../options/context-options.ts'
import { withLastLines } from '../programs/last-lines.ts'
import { checkCommand, checkContainer, checkVariables } from './check-container.ts'
import { Container } from './container.ts'
import { type ContainerOperatorOptions, OPTIONS } from './container-options.ts'
import { EngineError, lastLine } from './container-state.ts'
import { callEngine, findEngine } from './engine.ts'
import { OUTPUT_FILE, type RunParts } from './run-arguments.ts'

const DEFAULT_UNREACHABLE_SECONDS = 600
/** What the programs of engines say whose service does not answer. */
const AWAY = /cannot connect to|is the docker daemon running|unable to connect to podman/i

/**
 * Runs a container by docker or podman. It runs on when the task or the worker is killed, and attempts find it by the handle. A stop
 * ends it for certain.
 */
export class ContainerOperator<
  const Name extends string = string,
  Output = unknown,
  Schema = ParametersSchema,
  const Tasks extends Upstream = Operator,
> extends AIFlowOperator<Name, Output> {
  readonly #options: ContainerOperatorOptions<Name, Output, Schema, Tasks>

  /** Throws the errors of `Operator`, and INVALID_WORKFLOW if an option is not valid. */
  constructor(options: ContainerOperatorOptions<Name, Output, Schema, Tasks>) {
    checkOperator(new.target, options, OPTIONS)
    checkContainer(options)
    super(options)
    this.#options = options
  }

  override async start(context: TaskContext): Promise<void> {
    const engine = this.#options.engine ?? (await findEngine())
    const { parts, env } = await this.#partsOf(context, `aiflow-${context.task.attemptId}`)
    await this.#pull(engine, parts.image, context)
    const container = new Container(context, this.#timing())
    await container.prepare(engine, parts.name)
    await container.begin(parts, env)
  }

  /** The container may not have been made yet: then it is made now. */
  override async reattach(context: TaskContext): Promise<void> {
    const container = new Container(context, this.#timing())
    if (container.isOver || (await container.isFound())) return
    const { parts, env } = await this.#partsOf(context, container.name)
    await container.begin(parts, env)
  }

  override async awaitTermination(context: TaskContext): Promise<unknown> {
    const container = new Container(context, this.#timing())
    const { exitCode, output, reason } = await container.follow()
    const said = exitCode === 0 ? '' : await container.lastLines()
    await container.remove()
    const { result, doNotRetryExitCodes = [] } = this.#options
    if (exitCode === 0) return result === undefined ? output : result(output)
    await context.handle.set(null)
    const message = withLastLines(reason, said)
    throw doNotRetryExitCodes.includes(exitCode) ? new NonRetryableError(message) : new Error(message)
  }

  /** Sends the container its stop signal, then SIGKILL after `graceSeconds`, and returns when it has gone. */
  override async stop(context: TaskContext): Promise<void> {
    if (context.handle.get() !== null) await new Container(context, this.#timing()).stop(this.settings.graceSeconds)
  }

  #timing() {
    return { unreachableSeconds: this.#options.unreachableSeconds ?? DEFAULT_UNREACHABLE_SECONDS }
  }

  async #partsOf(context: TaskContext, name: string): Promise<{ parts: RunParts; env: Record<string, string> }> {
    const { task, workflow } = context
    const { mounts = [], resources = {}, entrypoint, cwd, user, network, engineArguments = [] } = this.#options
    const image = await givenBy(this.#options.image, context)
    if (typeof image !== 'string' || !/^[^\s-]\S*$/.test(image))
      throw new NonRetryableError(`"image" of the task "${task.name}" cannot be ${quoted(image)}.`)
    const command = checkCommand(task.name, await givenBy(this.#options.command ?? [], context))
    const given = checkVariables(task.name, await givenBy(this.#options.env ?? {}, context))
    // Without the id of the attempt: the worker would take the container for what an ended attempt left.
    const env = { ...given, AIFLOW_TASK: `${workflow.name}/${task.key}`, AIFLOW_OUTPUT_FILE: OUTPUT_FILE }
    const labels = { 'dev.aiflow.task': `${workflow.name}/${task.key}` }
    const more = engineArguments
    const parts = { name, image, command, env, labels, mounts, resources, entrypoint, cwd, user, network, more }
    return { parts, env }
  }

  /** Before the container, so that it is made at once. Nothing has begun if it fails. */
  async #pull(engine: string, image: string, { signal, logger, task }: TaskContext): Promise<void> {
    const { pull = 'missing' } = this.#options
    if (pull === 'never' || (pull === 'missing' && (await hasImage(engine, image, signal)))) return
    logger.info(`The image "${image}" is pulled.`)
    const end = await callEngine(engine, ['pull', '--quiet', image], { signal })
    if (end.code !== 0)
      throw new Error(`The image "${image}" of the task "${task.name}" cannot be pulled: ${lastLine(end)}`)
  }
}

/** Throws an `EngineError` if the engine does not say. */
async function hasImage(engine: string, image: string, signal: AbortSignal): Promise<boolean> {
  const end = await callEngine(engine, ['image', 'inspect', image], { signal })
  if (end.code === 0) return true
  if (AWAY.test(end.stderr)) throw new EngineError(`The engine "${engine}" is away: ${lastLine(end)}`)
  return false
}
