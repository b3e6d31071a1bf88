import { isSchema, WORDS } from './schema-words.ts'

/** What a keyword may hold. */
interface Form {
  /** Continues "must be". */
  readonly rule: string
  readonly fits: (value: unknown) => boolean
}

const DIALECT = 'https://json-schema.org/draft/2020-12/schema'
const TYPES: readonly unknown[] = ['string', 'number', 'integer', 'boolean', 'object', 'array', 'null']

const TEXT: Form = { rule: 'text', fits: isText }
const FLAG: Form = { rule: 'true or false', fits: (value) => typeof value === 'boolean' }
const COUNT: Form = {
  rule: 'a whole number, 0 or greater',
  fits: (value) => Number.isSafeInteger(value) && Number(value) >= 0,
}
const NUMBER: Form = { rule: 'a number', fits: isNumber }
const SCHEMA: Form = { rule: 'a schema: an object, true or false', fits: isAnySchema }
const NAMES: Form = { rule: 'a list of names, each once', fits: isListOfNames }
const ANYTHING: Form = { rule: 'anything', fits: () => true }

const HOLDING: Readonly<Record<'schema' | 'list' | 'map', Form>> = {
  schema: SCHEMA,
  list: {
    rule: 'a list of at least one schema',
    fits: (value) => Array.isArray(value) && value.length > 0 && value.every(isAnySchema),
  },
  map: {
    rule: 'an object with a schema for each name',
    fits: (value) => isObject(value) && Object.values(value).every(isAnySchema),
  },
}

const FORMS: Readonly<Record<string, Form>> = {
  type: { rule: `one of ${TYPES.join(', ')}, or a list of these, each once`, fits: isType },
  enum: { rule: 'a list of at least one value', fits: (value) => Array.isArray(value) && value.length > 0 },
  const: ANYTHING,
  default: ANYTHING,
  required: NAMES,
  dependentRequired: {
    rule: 'an object with a list of names, each once, for each name',
    fits: (value) => isObject(value) && Object.values(value).every(isListOfNames),
  },
  uniqueItems: FLAG,
  deprecated: FLAG,
  readOnly: FLAG,
  writeOnly: FLAG,
  minimum: NUMBER,
  maximum: NUMBER,
  exclusiveMinimum: NUMBER,
  exclusiveMaximum: NUMBER,
  multipleOf: { rule: 'a number greater than 0', fits: (value) => isNumber(value) && Number(value) > 0 },
  examples: { rule: 'a list', fits: Array.isArray },
  $schema: { rule: `"${DIALECT}", or left out`, fits: (value) => value === DIALECT || value === `${DIALECT}#` },
  items: {
    rule: 'a schema, which all items have to fit; for one schema after the other write "prefixItems"',
    fits: isAnySchema,
  },
}

/** Why a keyword cannot hold this value, as the end of a sentence; null if it can. */
export function problemOfWord(word: string, value: unknown): string | null {
  const holds = WORDS.get(word)?.holds
  const isCount = /^(?:min|max)(?:Items|Length|Properties|Contains)$/.test(word)
  const form = FORMS[word] ?? (holds === undefined ? (isCount ? COUNT : TEXT) : HOLDING[holds])
  return form.fits(value) ? null : `must be ${form.rule}`
}

function isText(value: unknown): boolean {
  return typeof value === 'string'
}

function isNumber(value: unknown): boolean {
  return typeof value === 'number' && Number.isFinite(value)
}

function isObject(value: unknown): value is object {
  return isSchema(value)
}

function isAnySchema(value: unknown): boolean {
  return typeof value === 'boolean' || isSchema(value)
}

function isListOfNames(value: unknown): boolean {
  return Array.isArray(value) && value.every(isText) && new Set(value).size === value.length
}

function isType(value: unknown): boolean {
  const names: unknown[] = Array.isArray(value) ? value : [value]
  return names.length > 0 && names.every((name) => TYPES.includes(name)) && new Set(names).size === names.length
}
