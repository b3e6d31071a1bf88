import { AIFlowError } from '../../errors/aiflow-error.ts'
import { isName, NAME_RULE } from '../../model/text/names.ts'
import { quoted } from '../../model/text/quoted.ts'
import { nearestName } from './nearest-name.ts'

/** The error of a workflow that is not valid. */
export function invalidWorkflow(message: string, details: Readonly<Record<string, unknown>> = {}): AIFlowError {
  return new AIFlowError('INVALID_WORKFLOW', message, { details })
}

/** Throws if `name` is not a valid name. `what` is the thing it names, such as "task". */
export function checkName(what: string, name: unknown): void {
  if (typeof name === 'string' && isName(name)) return
  throw invalidWorkflow(`The name ${quoted(name)} of a ${what} ${NAME_RULE}.`, { name })
}

/** Throws if `value` is not one of the allowed ones. `what` begins the sentence, such as `The action of "train"`. */
export function checkOneOf(what: string, value: unknown, allowed: readonly string[]): void {
  if (typeof value === 'string' && allowed.includes(value)) return
  const near = typeof value === 'string' ? nearestName(value, allowed) : null
  const hint = near === null ? '' : ` Did you mean "${near}"?`
  throw invalidWorkflow(`${what} cannot be ${quoted(value)}. It must be one of ${allowed.join(', ')}.${hint}`, {
    value,
  })
}

/** The names of all options of one kind. */
export type OptionNames<T> = Readonly<Record<keyof T, true>>

/**
 * Throws if an option is unknown, because it would have no effect. `what` begins the sentence, such as `The task
 * "train"`.
 */
export function checkOptions(what: string, options: object, known: Readonly<Record<string, true>>): void {
  checkObject(what, options)
  const unknown = Object.entries(options).find(
    ([name, value]) => value !== undefined && !Object.hasOwn(known, name),
  )?.[0]
  if (unknown === undefined) return
  const names = Object.keys(known)
  const near = nearestName(unknown, names)
  const hint = near === null ? `Its options are ${names.join(', ')}.` : `Did you mean "${near}"?`
  throw invalidWorkflow(`${what} has no option "${unknown}". ${hint}`, { option: unknown })
}

/** Throws if `timezone` is not an IANA name that this Node knows. */
export function checkTimezone(what: string, timezone: unknown): void {
  try {
    if (typeof timezone !== 'string') throw new TypeError('no text')
    new Intl.DateTimeFormat('en', { timeZone: timezone })
  } catch (cause) {
    const message = `The time zone ${quoted(timezone)} of ${what} is unknown. Use an IANA name, such as "Europe/Berlin".`
    throw new AIFlowError('INVALID_WORKFLOW', message, { details: { timezone }, cause })
  }
}

/** Throws if the options are not an object. `what` begins the sentence, such as `A task`. */
export function checkObject(what: string, options: unknown): void {
  if (typeof options === 'object' && options !== null && !Array.isArray(options)) return
  throw invalidWorkflow(`${what} takes its options as an object, not ${quoted(options)}.`)
}

/** Throws if an option is neither true nor false. `what` begins the sentence, such as `"optional" of the task "train"`. */
export function checkFlag(what: string, value: unknown): void {
  if (typeof value === 'boolean') return
  throw invalidWorkflow(`${what} cannot be ${quoted(value)}. It must be true or false.`)
}
