import { nearestName } from '@aiflow/sdk/internal/text'
import { PatternError } from '../formulas/pattern.ts'
import { problemOfContent } from './content-words.ts'
import { isFormatOfZod, isKnownFormat, parameterPattern } from './formats.ts'
import { type Inner, innerSchemas, isSchema, referredTo, type Schema, WORDS } from './schema-words.ts'
import { problemOfWord } from './word-forms.ts'

/** Compiling one schema takes about 0.2 ms. */
const MAX_SCHEMAS = 1000

/** Maximum number of schemas that one value may be checked against. What a schema refers to counts each time. */
const MAX_CHECKS = 10_000

const PAIRS: readonly [string, readonly string[]][] = [
  ['then', ['if']],
  ['else', ['if']],
  ['if', ['then', 'else']],
  ['minContains', ['contains']],
  ['maxContains', ['contains']],
]

/**
 * Throws an Error that says what is wrong and where: a keyword that would not be checked, or a check without an end.
 */
export function checkSchema(whole: Schema): void {
  const seen = new Set<unknown>()
  const check = (schema: unknown, path: string): void => {
    if (!isSchema(schema) || seen.has(schema)) return
    seen.add(schema)
    if (seen.size > MAX_SCHEMAS) throw new Error(`it has more than ${MAX_SCHEMAS} schemas`)
    for (const [word, value] of Object.entries(schema)) checkWord(whole, schema, [word, value], `${path}/${word}`)
    for (const [word, needed] of PAIRS) {
      if (word in schema && !needed.some((other) => other in schema)) {
        throw new Error(`${path}/${word}: means nothing without "${needed[0]}"`)
      }
    }
    for (const inner of innerSchemas(schema, path)) {
      checkPlace(inner)
      check(inner.schema, inner.path)
    }
  }
  check(whole, '#')
  countChecks(whole)
}

/** Whether checks are so cheap that they need no watchdog. */
export function isQuick(whole: Schema): boolean {
  return !/"(pattern|patternProperties|format|uniqueItems|\$ref|contains|enum|const)"/.test(JSON.stringify(whole))
}

function checkWord(whole: Schema, schema: Schema, [word, value]: readonly [string, unknown], path: string): void {
  if (!WORDS.has(word) && !word.startsWith('x-')) {
    const near = nearestName(word, [...WORDS.keys()])
    throw new Error(`${path}: the word "${word}" is not known${near === null ? '' : ` (did you mean "${near}"?)`}`)
  }
  const problem = problemOfWord(word, value)
  if (problem !== null && !word.startsWith('x-')) throw new Error(`${path}: ${problem}`)
  if (word === '$schema' && path !== '#/$schema') throw new Error(`${path}: is allowed only at the top`)
  if (word === 'contentEncoding' || word === 'contentMediaType') checkContent(word, schema, path)
  if (word === '$ref') checkRef(whole, value, path)
  if (word === 'pattern') checkPattern(value, path)
  if (word === 'patternProperties' && isSchema(value)) for (const name of Object.keys(value)) checkPattern(name, path)
  if (word === 'format') checkFormat(schema, value, path)
  const names = Array.isArray(value) ? value : isSchema(value) ? Object.keys(value) : []
  if ((WORDS.get(word)?.holds === 'map' || word.endsWith('equired')) && names.includes('__proto__')) {
    throw new Error(`${path}: "__proto__" cannot be a name`)
  }
}

function checkRef(whole: Schema, ref: unknown, path: string): void {
  if (typeof ref !== 'string' || !/^#(\/|$)/.test(ref)) {
    throw new Error(
      `${path}: refers to "${String(ref)}"; only parts of the schema itself can be referred to: "#/$defs/NAME"`,
    )
  }
  const found = referredTo(whole, ref)
  if (!isSchema(found) && typeof found !== 'boolean') throw new Error(`${path}: refers to "${ref}", which is no schema`)
}

function checkPattern(pattern: unknown, path: string): void {
  if (typeof pattern !== 'string') return
  try {
    parameterPattern(pattern)
  } catch (error) {
    if (!(error instanceof PatternError)) throw error
    throw new Error(`${path}: "${pattern}" is no regular expression of RE2: ${error.message}`)
  }
}

function checkContent(word: 'contentEncoding' | 'contentMediaType', schema: Schema, path: string): void {
  const problem = problemOfContent(word, schema)
  if (problem !== null) throw new Error(`${path}: ${problem}`)
}

/** Zod writes formats that only it knows, with a pattern that defines them. The pattern is what counts. */
function checkFormat(schema: Schema, format: unknown, path: string): void {
  if (typeof format !== 'string' || isKnownFormat(format)) return
  const parts = Array.isArray(schema.allOf) ? [schema, ...schema.allOf.filter(isSchema)] : [schema]
  if (parts.some(({ pattern }) => isFormatOfZod(format, pattern))) return
  throw new Error(`${path}: the format "${format}" is not known, and could not be checked; write a "pattern"`)
}

/** A default that can never be filled in would be ignored silently, so it is refused. */
function checkPlace({ word, path, schema }: Inner): void {
  if (!isSchema(schema)) return
  if (schema.default !== undefined && !['properties', 'allOf', '$defs', 'definitions'].includes(word)) {
    throw new Error(`${path}/default: a default there is never used; give it to the property itself`)
  }
  if (WORDS.get(word)?.fills !== true && /"default":/.test(JSON.stringify(schema))) {
    throw new Error(`${path}: defaults inside "${word}" are never used`)
  }
}

function countChecks(whole: Schema): void {
  const counted = new Map<Schema, number>()
  const entered = new Map<Schema, number>()
  const count = (schema: unknown, path: string, parts: number): number => {
    if (!isSchema(schema)) return 1
    const known = counted.get(schema)
    if (known !== undefined) return known
    const since = entered.get(schema)
    if (since === parts) throw new Error(`${path}: refers to itself, without a property or an item in between`)
    if (since !== undefined) return 1
    entered.set(schema, parts)
    let sum = 1
    for (const inner of innerSchemas(schema, path)) {
      if (inner.word === '$defs' || inner.word === 'definitions') continue
      sum += count(inner.schema, inner.path, parts + (WORDS.get(inner.word)?.isAboutParts === true ? 1 : 0))
    }
    if (typeof schema.$ref === 'string') sum += count(referredTo(whole, schema.$ref), `${path}/$ref`, parts)
    if (sum > MAX_CHECKS) {
      throw new Error(
        `a value would be checked against more than ${MAX_CHECKS} schemas; let it refer to fewer alternatives`,
      )
    }
    entered.delete(schema)
    counted.set(schema, sum)
    return sum
  }
  count(whole, '#', 0)
  for (const inner of innerSchemas(whole, '#')) count(inner.schema, inner.path, 0)
}
