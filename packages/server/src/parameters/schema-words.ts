import type { Json } from '@aiflow/sdk/internal/json'

export type Schema = Readonly<Record<string, Json>>

/** How a keyword of JSON Schema holds schemas: `list` and `map` hold several. */
type Holds = 'schema' | 'list' | 'map'

interface Word {
  readonly holds?: Holds
  /** Its schemas apply to a part of the value, so a loop through it ends with the value. */
  readonly isAboutParts?: boolean
  /** Defaults inside it are filled in. */
  readonly fills?: boolean
}

const PART: Word = { holds: 'schema', isAboutParts: true }

/** The keywords that a schema of parameters may use. All of them are checked, and others are refused. */
export const WORDS: ReadonlyMap<string, Word> = new Map<string, Word>([
  ['properties', { holds: 'map', isAboutParts: true, fills: true }],
  ['patternProperties', { holds: 'map', isAboutParts: true, fills: true }],
  ['additionalProperties', { ...PART, fills: true }],
  ['items', { ...PART, fills: true }],
  ['prefixItems', { holds: 'list', isAboutParts: true, fills: true }],
  ['contains', PART],
  ['propertyNames', PART],
  ['unevaluatedItems', PART],
  ['unevaluatedProperties', PART],
  ['allOf', { holds: 'list', fills: true }],
  ['anyOf', { holds: 'list', fills: true }],
  ['oneOf', { holds: 'list', fills: true }],
  ['not', { holds: 'schema' }],
  ['if', { holds: 'schema' }],
  ['then', { holds: 'schema' }],
  ['else', { holds: 'schema' }],
  ['dependentSchemas', { holds: 'map' }],
  ...words(
    'type enum const required minProperties maxProperties dependentRequired minItems maxItems uniqueItems minContains',
  ),
  ...words(
    'maxContains minLength maxLength pattern format minimum maximum exclusiveMinimum exclusiveMaximum multipleOf',
  ),
  // For people, forms and the web page.
  ...words('title description default examples deprecated readOnly writeOnly contentEncoding contentMediaType'),
  ...words('$ref $schema $comment'),
  ['$defs', { holds: 'map', fills: true }],
  ['definitions', { holds: 'map', fills: true }],
])

/** A schema inside of another one. */
export interface Inner {
  readonly word: string
  readonly path: string
  readonly schema: Json
}

export function innerSchemas(schema: Schema, path: string): Inner[] {
  return Object.entries(schema).flatMap(([word, value]): Inner[] => {
    const at = `${path}/${escaped(word)}`
    const holds = WORDS.get(word)?.holds
    if (holds === 'schema') return [{ word, path: at, schema: value }]
    if (holds === undefined || typeof value !== 'object' || value === null) return []
    return Object.entries(value).map(([name, inner]) => ({
      word,
      path: `${at}/${escaped(name)}`,
      schema: inner as Json,
    }))
  })
}

export function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The schema that a `$ref` refers to within the whole schema; undefined if there is none. */
export function referredTo(whole: Schema, ref: string): Json | undefined {
  let found: Json | undefined = whole as Json
  for (const part of ref.split('/').slice(1)) {
    const name = unescaped(part)
    if (typeof found !== 'object' || found === null || name === null || !Object.hasOwn(found, name)) return undefined
    found = (found as Record<string, Json>)[name]
  }
  return found
}

/** A name as part of a JSON pointer in a URI. */
export function escaped(name: string): string {
  return encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1')).replaceAll('%24', '$')
}

function unescaped(part: string): string | null {
  try {
    return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~')
  } catch {
    return null
  }
}

function words(names: string): [string, Word][] {
  return names.split(' ').map((name) => [name, {}])
}
