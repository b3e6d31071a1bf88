import { MAX_TASK_SECRETS } from '../../model/limits.ts'
import { isPlainObject, quoted } from '../../model/text/quoted.ts'
import { isVariable, secretFileVariable, type TaskSecret } from '../../model/user-code/task-secret.ts'
import { checkName, checkOneOf, invalidWorkflow } from '../checks/checks.ts'

/** A secret of the namespace, and how a command gets it. */
export interface SecretOption {
  /** The name of the secret. */
  readonly secret: string
  /**
   * `file` (default): a file that only the user of the worker can read, whose path is in the variable with `_FILE` at its end.
   * `environment`: the variable itself, which everything that the command starts inherits.
   */
  readonly as?: 'file' | 'environment'
}

/** Options of every task that may use secrets. */
export interface SecretOptions {
  /**
   * The secrets of the namespace that the task uses, by the name that it knows them by: `{ DB_PASSWORD: 'db' }`. A command
   * finds the path of a file with the value in `DB_PASSWORD_FILE`, TypeScript the value in `context.secrets.DB_PASSWORD`. Up to
   * 50; none by default.
   */
  readonly secrets?: Readonly<Record<string, string | SecretOption>>
}

/** The data form of the secrets of a task. Throws INVALID_WORKFLOW. */
export function taskSecrets(task: string, { secrets }: SecretOptions): { readonly secrets?: TaskSecret[] } {
  if (secrets === undefined) return {}
  if (!isPlainObject(secrets)) {
    const message = `"secrets" of the task "${task}" is an object of names of secrets, such as { DB_PASSWORD: 'db' }, not ${quoted(secrets)}.`
    throw invalidWorkflow(message, { task, field: 'secrets' })
  }
  const named = Object.entries(secrets).map(([variable, option]) => taskSecret(task, variable, option))
  if (named.length > MAX_TASK_SECRETS) {
    const message = `The task "${task}" names ${named.length} secrets. A task names at most ${MAX_TASK_SECRETS}.`
    throw invalidWorkflow(message, { task, field: 'secrets' })
  }
  return named.length === 0 ? {} : { secrets: named }
}

/** Throws INVALID_WORKFLOW if a variable is given a value and a secret. */
export function checkSecretVariables(
  task: string,
  { secrets = {} }: SecretOptions,
  env: Readonly<Record<string, string>> = {},
): void {
  for (const { variable, as } of taskSecrets(task, { secrets }).secrets ?? []) {
    const name = as === 'file' ? secretFileVariable(variable) : variable
    if (!Object.hasOwn(env, name)) continue
    const message = `The task "${task}" has the variable "${name}" in "env", and the secret "${variable}" sets it, too. Keep one of them.`
    throw invalidWorkflow(message, { task, variable: name })
  }
}

function taskSecret(task: string, variable: string, option: unknown): TaskSecret {
  if (!isVariable(variable)) {
    const message = `The task "${task}" knows a secret as ${quoted(variable)}, which no variable can be named. A name is letters, digits and "_", and does not begin with "AIFLOW_".`
    throw invalidWorkflow(message, { task, variable })
  }
  const { secret, as = 'file' } = typeof option === 'string' ? { secret: option } : optionOf(task, variable, option)
  checkName('secret', secret)
  checkOneOf(`"as" of the secret "${variable}" of the task "${task}"`, as, ['file', 'environment'])
  return { variable, secret, as }
}

function optionOf(task: string, variable: string, option: unknown): SecretOption {
  if (isPlainObject(option) && typeof option.secret === 'string') return option as unknown as SecretOption
  const message = `The secret "${variable}" of the task "${task}" is a name, or { secret, as }. It names a secret of the namespace and holds no value.`
  throw invalidWorkflow(message, { task, variable })
}
