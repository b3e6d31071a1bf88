import { NonRetryableError } from '@aiflow/sdk'
import { invalidWorkflow } from '@aiflow/sdk/internal/authoring'
import { quoted } from '@aiflow/sdk/internal/text'
import { checkNumber, checkText, type Unchecked } from '../options/check-operator.ts'
import type { ContainerOperatorOptions } from './container-options.ts'

const MAX_UNREACHABLE_SECONDS = 365 * 86_400
const MAX_CPUS = 100_000
const MIN_MEMORY_MEGABYTES = 6
const MAX_MEMORY_MEGABYTES = 1024 ** 3
const PULLS: readonly unknown[] = ['missing', 'always', 'never']
const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/

/** Throws INVALID_WORKFLOW if an option is not valid. */
export function checkContainer(options: Unchecked<ContainerOperatorOptions>): void {
  const { name, image, command, pull = 'missing', engineArguments = [], doNotRetryExitCodes = [] } = options
  checkText(name, 'image', image)
  for (const field of ['entrypoint', 'cwd', 'user', 'network', 'engine'] as const)
    if (options[field] !== undefined) checkText(name, field, options[field])
  if (command !== undefined && typeof command !== 'function' && !isTexts(command))
    throw invalid(name, 'command', 'is a list of texts: the program and its arguments, or a function that returns one')
  if (!isTexts(engineArguments)) throw invalid(name, 'engineArguments', 'is a list of texts')
  if (!PULLS.includes(pull)) throw invalid(name, 'pull', 'is "missing", "always" or "never"')
  checkMounts(name, options.mounts)
  checkResources(name, options.resources)
  checkNumber(name, 'unreachableSeconds', options.unreachableSeconds ?? 0, { min: 0, max: MAX_UNREACHABLE_SECONDS })
  if (!Array.isArray(doNotRetryExitCodes)) throw invalid(name, 'doNotRetryExitCodes', 'is a list of exit codes')
  for (const code of doNotRetryExitCodes)
    checkNumber(name, 'doNotRetryExitCodes', code, { min: 1, max: 255, whole: true })
}

/** Throws a NonRetryableError for a command that a function gave. */
export function checkCommand(task: string, command: unknown): readonly string[] {
  if (isTexts(command)) return command
  throw new NonRetryableError(`"command" of the task "${task}" is a list of texts, not ${quoted(command)}.`)
}

/** Throws a NonRetryableError for variables that a container cannot have. */
export function checkVariables(task: string, env: unknown): Readonly<Record<string, string>> {
  if (!isObject(env) || !isTexts(Object.values(env)) || !Object.keys(env).every((name) => VARIABLE.test(name)))
    throw new NonRetryableError(`"env" of the task "${task}" is an object of texts by the names of variables.`)
  const own = Object.keys(env).find((name) => name.startsWith('AIFLOW_'))
  if (own === undefined) return env as Record<string, string>
  throw new NonRetryableError(
    `"env" of the task "${task}" cannot set "${own}": names that begin with "AIFLOW_" are taken.`,
  )
}

function checkMounts(task: string, mounts: unknown = []): void {
  const all: unknown[] = Array.isArray(mounts) ? mounts : [null]
  const isMount = (mount: unknown) =>
    isObject(mount) && isPlace(mount.source) && isPlace(mount.target) && String(mount.target).startsWith('/')
  if (all.every(isMount)) return
  throw invalid(task, 'mounts', 'is a list of objects with a "source" and an absolute "target", both without commas')
}

function checkResources(task: string, resources: unknown = {}): void {
  if (!isObject(resources)) throw invalid(task, 'resources', 'is an object with "cpus" and "memoryMegabytes"')
  const { cpus, memoryMegabytes, ...unknown } = resources
  const [other] = Object.keys(unknown)
  if (other !== undefined) throw invalid(task, 'resources', `has no "${other}", only "cpus" and "memoryMegabytes"`)
  if (cpus !== undefined) checkNumber(task, 'cpus', cpus, { min: 0.01, max: MAX_CPUS })
  const range = { min: MIN_MEMORY_MEGABYTES, max: MAX_MEMORY_MEGABYTES, whole: true }
  if (memoryMegabytes !== undefined) checkNumber(task, 'memoryMegabytes', memoryMegabytes, range)
}

function invalid(task: string, field: string, rule: string): Error {
  return invalidWorkflow(`"${field}" of the task "${task}" ${rule}.`, { task, field })
}

/** A comma would begin another part of the mount. */
function isPlace(value: unknown): boolean {
  return typeof value === 'string' && /^[^,\0"]+$/.test(value)
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((each) => typeof each === 'string' && !each.includes('\0'))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
