import { quoted } from '../text/quoted.ts'
import { parseWholeNumber, wholeNumberRule } from '../text/whole-number.ts'
import type { ConnectionField, ConnectionType, FieldValue, FieldValues } from './connection-type.ts'
import { CONNECTION_TYPE_NAMES } from './connection-type-names.ts'
import { findConnectionType } from './connection-types.ts'

/** Characters of the text of a field. */
export const MAX_FIELD_CHARACTERS = 1024
// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what we look for
const CONTROL_CHARACTERS = /[\u0000-\u001f\u007f]/
const HOST = /^(?:[A-Za-z0-9_](?:[A-Za-z0-9_.-]{0,252})|[0-9A-Fa-f:.]*:[0-9A-Fa-f:.]*)$/

/** A connection as somebody gives it. */
export interface GivenConnection {
  readonly type: string
  /** The values of the fields that are not secret. A number or a flag may be a text. */
  readonly fields: FieldValues
  /** The names of the secrets that hold the values of the other fields, by the name of the field. */
  readonly secrets: Readonly<Record<string, string>>
}

/** A connection whose fields have their types and defaults, or what is wrong about it. */
export type CheckedConnection =
  | { readonly isValid: true; readonly fields: FieldValues }
  | { readonly isValid: false; readonly problems: readonly string[] }

type CheckedField = { readonly value: FieldValue } | { readonly problem: string }

/** Each problem is a sentence that names the field and what to do. None quotes a text, which may hold a password. */
export function checkConnection({ type: typeName, fields, secrets }: GivenConnection): CheckedConnection {
  const type = findConnectionType(typeName)
  if (type === null)
    return refused([
      `There is no type of connections ${quoted(typeName)}. ${listed('The types are', CONNECTION_TYPE_NAMES)}.`,
    ])
  const misplaced = misplacedFields(type, fields, secrets)
  if (misplaced.length > 0) return refused(misplaced)
  const plain = type.fields.filter(({ secret }) => secret !== true)
  const checked = plain.flatMap((field) => {
    const given = fields[field.name] ?? field.default
    return given === undefined ? [] : [[field.name, checkField(field, given)] as const]
  })
  const values = Object.fromEntries(checked.flatMap(([name, it]) => ('value' in it ? [[name, it.value]] : [])))
  const found = [
    ...missingFields(type, fields, secrets),
    ...checked.flatMap(([, it]) => ('problem' in it ? [it.problem] : [])),
  ]
  if (found.length > 0) return refused(found)
  const together = type.problems?.(values, Object.keys(secrets)) ?? []
  return together.length > 0 ? refused(together) : { isValid: true, fields: values }
}

function refused(problems: readonly string[]): CheckedConnection {
  return { isValid: false, problems }
}

function misplacedFields(type: ConnectionType, fields: FieldValues, secrets: GivenConnection['secrets']): string[] {
  const find = (name: string) => type.fields.find((field) => field.name === name)
  const unknown = [...Object.keys(fields), ...Object.keys(secrets)].filter((name) => find(name) === undefined)
  const names = type.fields.map(({ name }) => name)
  return [
    ...unknown.map(
      (name) =>
        `A connection of the type "${type.name}" has no field ${quoted(name)}. ${listed('Its fields are', names)}.`,
    ),
    ...Object.keys(fields)
      .filter((name) => find(name)?.secret === true)
      .map(
        (name) =>
          `"${name}" is secret, so the connection does not hold it. Set it as a secret of the namespace, and name that secret for "${name}".`,
      ),
    ...Object.keys(secrets)
      .filter((name) => find(name) !== undefined && find(name)?.secret !== true)
      .map((name) => `"${name}" is not secret, so it is given as a field and not by the name of a secret.`),
  ]
}

function missingFields(type: ConnectionType, fields: FieldValues, secrets: GivenConnection['secrets']): string[] {
  return type.fields
    .filter(({ name, required = false }) => required && fields[name] === undefined && secrets[name] === undefined)
    .map(({ name, description }) => `"${name}" is missing: ${description}.`)
}

function checkField(field: ConnectionField, value: FieldValue): CheckedField {
  switch (field.kind) {
    case 'number':
      return checkNumber(field, value)
    case 'flag':
      return checkFlag(field, value)
    case 'choice':
      return checkChoice(field, value)
    case 'text':
    case 'host':
    case 'url':
      return checkText(field, value)
  }
}

function checkNumber(
  { name, min = 0, max = Number.MAX_SAFE_INTEGER }: ConnectionField,
  value: FieldValue,
): CheckedField {
  const number = parseWholeNumber(String(value).trim(), min, max)
  if (number !== null && typeof value !== 'boolean') return { value: number }
  return { problem: `"${name}" is ${wholeNumberRule(min, max)}, not ${quoted(value)}.` }
}

function checkFlag({ name }: ConnectionField, value: FieldValue): CheckedField {
  if (typeof value === 'boolean') return { value }
  if (value === 'true' || value === 'false') return { value: value === 'true' }
  return { problem: `"${name}" is true or false, not ${quoted(value)}.` }
}

function checkChoice({ name, choices = [] }: ConnectionField, value: FieldValue): CheckedField {
  if (typeof value === 'string' && choices.includes(value)) return { value }
  return { problem: `${listed(`"${name}" is one of`, choices)}, not ${quoted(value)}.` }
}

function checkText({ name, kind }: ConnectionField, value: FieldValue): CheckedField {
  const text = String(value).trim()
  if (text === '') return { problem: `"${name}" is empty. Leave it out, or give it a value.` }
  if (text.length > MAX_FIELD_CHARACTERS)
    return { problem: `"${name}" has at most ${MAX_FIELD_CHARACTERS} characters.` }
  if (CONTROL_CHARACTERS.test(text) || !text.isWellFormed())
    return { problem: `"${name}" has characters that it cannot have.` }
  const problem = kind === 'url' ? urlProblem(text) : kind === 'host' && !HOST.test(text) ? HOST_PROBLEM : null
  return problem === null ? { value: text } : { problem: `"${name}" ${problem}` }
}

const HOST_PROBLEM =
  'is the name or the address of a host alone, such as "db.example.org". Port, user and the other parts of an address are fields of their own, and a password is a secret.'

function urlProblem(text: string): string | null {
  const url = URL.parse(text)
  if (url === null || !['http:', 'https:'].includes(url.protocol)) return 'is not an "http" or "https" address.'
  if (url.username !== '' || url.password !== '')
    return 'holds a user or a password. Give the user in "user", set the password as a secret of the namespace, and name that secret for "password".'
  if (url.search !== '' || url.hash !== '')
    return 'ends with its path: what follows "?" or "#" belongs to each request.'
  return null
}

function listed(words: string, names: readonly string[]): string {
  return `${words} ${names.map((name) => `"${name}"`).join(', ')}`
}
