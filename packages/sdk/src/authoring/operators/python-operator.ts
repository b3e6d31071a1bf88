import type { PythonOperatorDefinition } from '../../wire/python-operator.ts'
import { checkFlag, checkOptions } from '../checks/checks.ts'
import { COMMAND_OPTIONS, type CommandOptions, checkCommandOptions, retryExcept } from './command-options.ts'
import { checkTask, Operator, type OperatorOptions } from './operator.ts'
import { type PythonBody, type PythonPlace, pythonEnvironment, pythonRun } from './python-options.ts'
import { checkSecretVariables } from './secret-options.ts'
import { TASK_OPTIONS } from './task-options.ts'

/** One of `script`, `module` and `callable`, and at most one of `python`, `venv`, `requirements` and `uv`. */
export type PythonOperatorOptions<Name extends string = string> = OperatorOptions<Name> &
  CommandOptions &
  PythonBody &
  PythonPlace

const OPTIONS: Readonly<Record<string, true>> = {
  name: true,
  startAfter: true,
  workflow: true,
  script: true,
  module: true,
  callable: true,
  args: true,
  kwargs: true,
  preload: true,
  python: true,
  venv: true,
  requirements: true,
  uv: true,
  ...COMMAND_OPTIONS,
  ...TASK_OPTIONS,
}

/**
 * Runs a Python script, module or function of the uploaded files, in an environment that the worker makes if need be. A stop
 * sends SIGTERM, then SIGKILL.
 *
 * Source: `ai_flow.operators.python.PythonOperator`.
 */
export class PythonOperator<const Name extends string = string, Output = unknown> extends Operator<Name, Output> {
  readonly #definition: PythonOperatorDefinition

  /** Throws the errors of `Operator`, and INVALID_WORKFLOW if an option is unknown or not valid, or several exclude each other. */
  constructor(options: PythonOperatorOptions<Name>) {
    checkTask(options)
    // A class that refers to itself is renamed when it is bundled, and its name is part of the upload.
    if (Object.getPrototypeOf(new.target) === Operator) checkOptions(`The task "${options.name}"`, options, OPTIONS)
    const { name, env = {}, cwd, preload } = options
    if (preload !== undefined) checkFlag(`"preload" of the task "${name}"`, preload)
    const run = pythonRun(name, options)
    const environment = pythonEnvironment(name, options)
    checkCommandOptions(name, options)
    checkSecretVariables(name, options, env)
    super(options, retryExcept(options.doNotRetryExitCodes))
    this.#definition = {
      type: 'python',
      run,
      ...(environment === null ? {} : { environment }),
      env: { ...env },
      ...(cwd === undefined ? {} : { cwd }),
      ...(preload === true ? { preload } : {}),
    }
  }

  override toOperatorDefinition(): PythonOperatorDefinition {
    return this.#definition
  }
}
