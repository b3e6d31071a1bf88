import { REFUSED_KEY } from '@aiflow/sdk/internal/json'
import { parseWholeNumber, wholeNumberRule, wordOf } from '@aiflow/sdk/internal/text'
import { DURATION_RULE, parseDurationText, parseTimeText, TIME_RULE } from '@aiflow/sdk/internal/time'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { wrongUse } from '../../output/errors.ts'

/** For commander: a whole number from `min` to `max`. */
export function wholeNumber(min: number, max = Number.MAX_SAFE_INTEGER): (text: string) => number {
  return (text) => {
    const value = parseWholeNumber(text, min, max)
    if (value !== null) return value
    throw new InvalidArgumentError(`It must be ${wholeNumberRule(min, max)}.`)
  }
}

/** For commander: an id as the lists print it. */
export const parseId = wholeNumber(1)

/** For commander: a time in milliseconds since the epoch. A text without a zone is local to this machine. */
export function parseTime(text: string): number {
  const time = parseTimeText(text, 'local')
  if (time !== null) return time
  throw new InvalidArgumentError(`It must be ${TIME_RULE}.`)
}

/** For commander: a time, or an age, as ISO 8601 in UTC. */
export function parseSince(text: string): string {
  const ago = parseDurationText(text)
  const time = ago === null ? parseTimeText(text, 'local') : Date.now() - ago
  if (time !== null) return new Date(time).toISOString()
  throw new InvalidArgumentError(`It must be ${TIME_RULE}, or how long ago it was: ${DURATION_RULE}.`)
}

/** For commander: a duration in milliseconds, greater than 0. */
export function parsePeriod(text: string): number {
  const ms = parseDurationText(text)
  if (ms !== null && ms > 0) return ms
  throw new InvalidArgumentError(`It must be ${DURATION_RULE}, and greater than 0.`)
}

/** For commander: the number of an attempt, or `all`. */
export function parseAttempt(text: string): number | 'all' {
  return text === 'all' ? 'all' : wholeNumber(1)(text)
}

/** For commander: adds `NAME=VALUE` to the pairs given before. Refuses a name that was given before. */
export function collectPair(text: string, previous: Readonly<Record<string, string>> = {}): Record<string, string> {
  const end = text.indexOf('=')
  if (end < 1) throw new InvalidArgumentError('It must be like NAME=VALUE.')
  const name = text.slice(0, end)
  if (name === REFUSED_KEY) throw new InvalidArgumentError(`"${REFUSED_KEY}" cannot be a name.`)
  if (Object.hasOwn(previous, name)) throw new InvalidArgumentError(`"${name}" was given twice.`)
  return { ...previous, [name]: text.slice(end + 1) }
}

/** For commander: adds a name to those given before. */
export function collectName(text: string, previous: readonly string[] | boolean | undefined): string[] {
  return [...(Array.isArray(previous) ? previous : []), text]
}

/** The workflow of a list, which may be given as an argument or as an option. */
export function oneWorkflow(argument: string | undefined, option: string | undefined): string | undefined {
  if (argument === undefined || option === undefined || argument === option) return argument ?? option
  throw wrongUse(`"${argument}" and "${option}" are two workflows. Name one.`)
}

/** An option that takes names of the API, and the words that tables print for them. */
export function nameOption(flags: string, description: string, names: readonly string[]): Option {
  const words = names.map(wordOf)
  return new Option(flags, description).choices(words).argParser((text) => {
    const name = names.find((each) => each === text || wordOf(each) === text)
    if (name !== undefined) return name
    throw new InvalidArgumentError(`Allowed choices are ${words.join(', ')}.`)
  })
}

export interface Sure {
  readonly yes?: boolean
}

/** For a command that cannot be undone: adds `--yes`. */
export function askFirst(command: Command): Command {
  return command.option('-y, --yes', 'Do not ask for confirmation')
}

export interface TaskArguments {
  readonly workflowExecutionId: number
  readonly taskName: string
  /** Null for the latest. */
  readonly sequenceNumber: number | null
  /** The place of an item of a task over a list, from 0; null for the task. */
  readonly item: number | null
}

interface TakeOptions {
  /** Whether it may also be an item of the task. */
  readonly orItem?: boolean
}

/** Adds the arguments that name a task of a workflow execution, apart or as a key, and the action on it. */
export function takeTask<Options extends object>(
  command: Command,
  act: (task: TaskArguments, options: Options, command: Command) => Promise<void>,
  { orItem = false }: TakeOptions = {},
): Command {
  const key = `<execution>/<task>/<sequence>${orItem ? ', or <execution>/<task>/<sequence>[<item>]' : ''}`
  return command
    .argument('<execution>', `Id of the workflow execution, or the key ${key}`)
    .argument('[task]', 'Name of the task')
    .argument('[sequence]', 'Number of the task execution; the latest by default')
    .action(() => {
      const [execution = '', task, sequence] = command.args
      return act(parseTask(execution, task, sequence, { orItem }), command.opts<Options>(), command)
    })
}

/** Reads `12 train`, `12 train 3`, `12/train` and `12/train/3`, and with `[17]` behind them an item of it. */
export function parseTask(
  execution: string,
  task: string | undefined,
  sequence: string | undefined,
  { orItem = false }: TakeOptions = {},
): TaskArguments {
  const given = [...execution.split('/'), task, sequence].filter((part) => part !== undefined)
  const [, last = '', item] = /^(.*?)(?:\[(\d+)\])?$/s.exec(given.at(-1) ?? '') ?? []
  const parts = [...given.slice(0, -1), last]
  const [id = '', taskName, sequenceNumber, ...rest] = parts
  if (taskName === undefined)
    throw wrongUse(`The task is missing. Give it as "${id} <task>" or "${id}/<task>/<sequence>".`)
  if (rest.length > 0)
    throw wrongUse(`"${parts.join(' ')}" names more than a task. Give "<execution> <task> [sequence]".`)
  if (item !== undefined && !orItem)
    throw wrongUse(`"${given.join('/')}" names an item of a task. Name the task: "${parts.join('/')}".`)
  return {
    workflowExecutionId: positive('execution', id),
    taskName,
    sequenceNumber: sequenceNumber === undefined ? null : positive('sequence', sequenceNumber),
    item: item === undefined ? null : placeOf(item),
  }
}

function placeOf(text: string): number {
  const value = parseWholeNumber(text, 0)
  if (value !== null) return value
  throw wrongUse(`"${text}" is not a valid place of an item. It must be a whole number, as in the lists.`)
}

function positive(name: string, text: string): number {
  const value = parseWholeNumber(text, 1)
  if (value !== null) return value
  throw wrongUse(`"${text}" is not a valid ${name} number. It must be a whole number of at least 1, as in the lists.`)
}
