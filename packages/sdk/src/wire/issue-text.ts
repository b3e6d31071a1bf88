import type * as z from 'zod'
import { counted } from '../model/text/counted.ts'

type Issue = z.core.$ZodRawIssue
type ParsedIssue = z.core.$ZodIssue

const KINDS: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  stringbool: 'true or false',
  array: 'a list',
  object: 'an object',
  record: 'an object',
  null: 'null',
  undefined: 'left out',
  never: 'left out',
}

const FORMS: Readonly<Record<string, string>> = { base64: 'base64', url: 'an address', email: 'an address of e-mail' }

/**
 * What is wrong with a value, to follow the name of its field. Pass it to a parse as `error`. A message of the schema itself
 * wins.
 */
export function issueText(issue: Issue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.input === undefined ? 'is missing' : `must be ${KINDS[issue.expected] ?? issue.expected}`
    case 'too_big':
      return beyond(issue.origin, issue.maximum, issue.inclusive === false ? 'less than' : 'at most')
    case 'too_small':
      return beyond(issue.origin, issue.minimum, issue.inclusive === false ? 'greater than' : 'at least')
    case 'not_multiple_of':
      return `must be a multiple of ${issue.divisor}`
    case 'unrecognized_keys':
      return `has ${issue.keys.length === 1 ? 'a field' : 'fields'} that ${issue.keys.length === 1 ? 'is' : 'are'} not known: ${listed(issue.keys)}`
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${listed(issue.values)}`
    case 'invalid_union':
      return unionText(issue.errors, issue)
    case 'invalid_format':
      return `must be ${FORMS[issue.format] ?? 'of another form'}`
    case 'invalid_key':
      return 'has a name that is not allowed'
    case 'invalid_element':
      return 'holds a value that is not allowed'
    default:
      return 'is not valid'
  }
}

/** One issue for each place and kind, because an unsafe number is also beyond its own bound. */
export function distinctIssues(issues: readonly ParsedIssue[]): ParsedIssue[] {
  return [...new Map(issues.map((issue) => [JSON.stringify([issue.path.map(String), issue.code]), issue])).values()]
}

function beyond(origin: string, bound: number | bigint, word: string): string {
  const isText = origin === 'string'
  if (!isText && !['array', 'set', 'map', 'object'].includes(origin)) return `must be ${word} ${bound}`
  return `must have ${word} ${counted(Number(bound), isText ? 'character' : 'item')}`
}

/** Of several forms, the value most likely means the one that fits best: the one whose problem lies deepest. */
function unionText(
  forms: readonly (readonly ParsedIssue[])[],
  issue: { discriminator?: unknown; options?: unknown },
): string {
  if (typeof issue.discriminator === 'string' && Array.isArray(issue.options))
    return `must have a "${issue.discriminator}" that is one of ${listed(issue.options)}`
  const firsts = forms.flatMap(([first]) => first ?? [])
  const deepest = firsts.toSorted((one, other) => other.path.length - one.path.length)[0]
  if (deepest === undefined) return 'has none of the forms that it may have'
  if (deepest.path.length > 0) return `"${deepest.path.map(String).join('.')}" ${deepest.message}`
  return [...new Set(firsts.map(({ message }) => message))].join(', or ')
}

function listed(values: readonly unknown[]): string {
  return values.map((value) => JSON.stringify(value) ?? String(value)).join(', ')
}
