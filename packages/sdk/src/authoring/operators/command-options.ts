import { isPlainObject, quoted } from '../../model/text/quoted.ts'
import type { RetryPolicy } from '../../wire/workflow-definition.ts'
import { invalidWorkflow, type OptionNames } from '../checks/checks.ts'

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/

/** Options of every task that runs a program. */
export interface CommandOptions {
  /** Variables added to the environment that every task gets; none by default. */
  readonly env?: Readonly<Record<string, string>>
  /**
   * The working folder; by default an empty one for each attempt. A relative path is below the uploaded files, and
   * `.` is their folder.
   */
  readonly cwd?: string
  /** Exit codes, 1 to 255, that end the task as FAILED without another attempt. None by default. */
  readonly doNotRetryExitCodes?: readonly number[]
}

export const COMMAND_OPTIONS: OptionNames<CommandOptions> = { env: true, cwd: true, doNotRetryExitCodes: true }

/** Throws INVALID_WORKFLOW if a variable, the folder or an exit code is not valid. */
export function checkCommandOptions(task: string, { env = {}, cwd, doNotRetryExitCodes = [] }: CommandOptions): void {
  checkExitCodes(task, doNotRetryExitCodes)
  checkVariables(task, env)
  if (cwd !== undefined) checkFolder(task, cwd)
}

export function retryExcept(codes: readonly number[] | undefined): Pick<RetryPolicy, 'doNotRetryExitCodes'> {
  return codes === undefined ? {} : { doNotRetryExitCodes: [...codes] }
}

/** Whether a program can be given the text. */
export function isText(value: unknown): value is string {
  return typeof value === 'string' && !value.includes('\0') && value.isWellFormed()
}

function checkExitCodes(task: string, codes: unknown): void {
  if (!Array.isArray(codes)) {
    const message = `"doNotRetryExitCodes" of the task "${task}" is a list of exit codes, not ${quoted(codes)}.`
    throw invalidWorkflow(message, { task })
  }
  const wrong = codes.filter((code) => !Number.isInteger(code) || code < 1 || code > 255)
  if (wrong.length === 0) return
  const message = `"doNotRetryExitCodes" of the task "${task}" holds ${quoted(wrong[0])}. An exit code is 1 to 255.`
  throw invalidWorkflow(message, { task })
}

function checkVariables(task: string, env: unknown): void {
  if (!isPlainObject(env)) {
    throw invalidWorkflow(`"env" of the task "${task}" is an object of texts by name, not ${quoted(env)}.`, { task })
  }
  for (const [variable, value] of Object.entries(env)) {
    if (VARIABLE.test(variable) && isText(value)) continue
    throw invalidWorkflow(
      `The task "${task}" sets the variable "${variable}", but its name or value cannot be one. ` +
        'A name is letters, digits and "_"; a value is valid Unicode without NUL.',
      { task, variable },
    )
  }
}

function checkFolder(task: string, cwd: unknown): void {
  if (!isText(cwd) || cwd === '') {
    throw invalidWorkflow(`The folder of the task "${task}" cannot be ${quoted(cwd)}. Give its path as text.`, { task })
  }
  if (cwd.startsWith('/') || !cwd.split('/').includes('..')) return
  const message = `The folder "${cwd}" of the task "${task}" leads out of the uploaded files. Give a folder among them, or an absolute one.`
  throw invalidWorkflow(message, { task })
}
