import type { AIFlowError } from '@aiflow/sdk'
import { expect, test } from 'vitest'
import { ParameterSchema } from './parameter-schema.ts'
import { WORDS } from './schema-words.ts'

function schemaOf(a: object): ParameterSchema {
  return new ParameterSchema({ workflow: 'w' }, { type: 'object', properties: { a } } as never)
}

/** Written by itself, since an object with it looks like a promise. */
const THEN = ['th', 'en'].join('')

/** Each word that is enforced: a schema, a value that it takes, and one that it refuses. */
const ENFORCED: Readonly<Record<string, readonly [object, unknown, unknown]>> = {
  $ref: [{ $ref: '#/properties/a/$defs/n', $defs: { n: { type: 'number' } } }, 1, 'x'],
  $defs: [{ allOf: [{ $ref: '#/properties/a/$defs/n' }], $defs: { n: { type: 'number' } } }, 1, 'x'],
  definitions: [{ allOf: [{ $ref: '#/properties/a/definitions/n' }], definitions: { n: { type: 'number' } } }, 1, 'x'],
  type: [{ type: 'string' }, 'x', 1],
  enum: [{ enum: [1, 'x'] }, 'x', 2],
  const: [{ const: null }, null, 2],
  properties: [{ properties: { b: { type: 'number' } } }, { b: 1 }, { b: 'x' }],
  patternProperties: [{ patternProperties: { '^b': { type: 'number' } } }, { b1: 1 }, { b1: 'x' }],
  additionalProperties: [{ additionalProperties: { type: 'number' } }, { b: 1 }, { b: 'x' }],
  unevaluatedProperties: [{ unevaluatedProperties: false }, {}, { b: 1 }],
  propertyNames: [{ propertyNames: { maxLength: 1 } }, { b: 1 }, { bb: 1 }],
  required: [{ required: ['b'] }, { b: 1 }, {}],
  dependentRequired: [{ dependentRequired: { b: ['c'] } }, { c: 1 }, { b: 1 }],
  dependentSchemas: [{ dependentSchemas: { b: { required: ['c'] } } }, {}, { b: 1 }],
  minProperties: [{ minProperties: 1 }, { b: 1 }, {}],
  maxProperties: [{ maxProperties: 1 }, { b: 1 }, { b: 1, c: 1 }],
  items: [{ items: { type: 'number' } }, [1], ['x']],
  prefixItems: [{ prefixItems: [{ type: 'number' }] }, [1, 'x'], ['x']],
  unevaluatedItems: [{ unevaluatedItems: false }, [], [1]],
  contains: [{ contains: { const: 1 } }, [0, 1], [0]],
  minContains: [{ contains: { const: 1 }, minContains: 2 }, [1, 1], [1]],
  maxContains: [{ contains: { const: 1 }, maxContains: 1 }, [1], [1, 1]],
  minItems: [{ minItems: 1 }, [1], []],
  maxItems: [{ maxItems: 1 }, [1], [1, 2]],
  uniqueItems: [{ uniqueItems: true }, [1, 2], [1, 1]],
  minLength: [{ minLength: 2 }, 'xx', 'x'],
  maxLength: [{ maxLength: 1 }, '\u{1f600}', 'xx'],
  pattern: [{ pattern: '^x$' }, 'x', 'y'],
  format: [{ format: 'date' }, '2026-02-28', '2026-02-30'],
  minimum: [{ minimum: 1 }, 1, 0],
  maximum: [{ maximum: 1 }, 1, 2],
  exclusiveMinimum: [{ exclusiveMinimum: 1 }, 2, 1],
  exclusiveMaximum: [{ exclusiveMaximum: 1 }, 0, 1],
  multipleOf: [{ multipleOf: 3 }, 6, 7],
  allOf: [{ allOf: [{ minimum: 1 }, { maximum: 2 }] }, 1, 3],
  anyOf: [{ anyOf: [{ type: 'null' }, { minimum: 1 }] }, null, 0],
  oneOf: [{ oneOf: [{ minimum: 1 }, { maximum: 2 }] }, 3, 1],
  not: [{ not: { const: 1 } }, 2, 1],
  if: [{ if: { const: 1 }, else: false }, 1, 2],
  [THEN]: [{ if: { type: 'number' }, [THEN]: { minimum: 1 } }, 'x', 0],
  else: [{ if: { type: 'number' }, else: { const: 'x' } }, 'x', 'y'],
  contentEncoding: [{ contentEncoding: 'base64' }, 'YQ==', 'YQ'],
  contentMediaType: [{ contentMediaType: 'application/json' }, '{"b":1}', '{b:1}'],
}

/** For people, forms and the page; the standard wants nothing of them. `default` fills in, which has its own tests. */
const ANNOTATIONS: Readonly<Record<string, unknown>> = {
  title: 'A',
  description: 'An a',
  default: 1,
  examples: [1],
  deprecated: true,
  readOnly: true,
  writeOnly: true,
  $comment: 'Why',
}

/** Of JSON Schema 2020-12 and the drafts before it, of OpenAPI and of ajv: what we do not do, and so do not take. */
const REFUSED = `
  $id $anchor $dynamicRef $dynamicAnchor $recursiveRef $recursiveAnchor $vocabulary id contentSchema additionalItems
  dependencies extends disallow divisibleBy nullable discriminator xml externalDocs example allowReserved
  formatMinimum formatMaximum formatExclusiveMinimum formatExclusiveMaximum $data $async $merge $patch instanceof typeof
  transform regexp range exclusiveRange deepProperties deepRequired dynamicDefaults uniqueItemProperties patternRequired
  prohibited allRequired anyRequired oneRequired switch select elements optionalProperties propertyOrder errorMessage
  isNotEmpty uniqueKeys constructor toString __proto__ hasOwnProperty Type TYPE minlength`
  .trim()
  .split(/\s+/)

test('every word that is taken is enforced, or an annotation', () => {
  const told = [...Object.keys(ENFORCED), ...Object.keys(ANNOTATIONS), '$schema']
  expect([...WORDS.keys()].toSorted()).toEqual(told.toSorted())
})

test.each(Object.entries(ENFORCED))('%s is enforced', (_, [a, good, bad]) => {
  const schema = schemaOf(a)
  schema.compile()
  expect(schema.check({ a: good } as never)).toEqual({ a: good })
  expect(() => schema.check({ a: bad } as never)).toThrow(expect.objectContaining({ code: 'INVALID_ARGUMENT' }))
})

test.each(Object.entries(ANNOTATIONS))('%s is an annotation', (word, value) => {
  const schema = schemaOf({ [word]: value })
  schema.compile()
  expect(schema.check({ a: 'anything' })).toEqual({ a: 'anything' })
})

test.each(REFUSED)('%s is refused at the upload', (word) => {
  const schema = schemaOf(JSON.parse(`{${JSON.stringify(word)}:{"type":"string"}}`))
  expect(() => schema.compile()).toThrow(`#/properties/a/${word}: the word "${word}" is not known`)
})

const WRONG: readonly unknown[] = [
  null,
  true,
  -1,
  1.5,
  Number.POSITIVE_INFINITY,
  '',
  'x',
  [],
  [1],
  [[]],
  ['x', 'x'],
  {},
  { x: 1 },
  { x: [1] },
]
/** Of ajv, which users do not know. */
const FOREIGN =
  /must be (?:equal|object|array|string|number|integer|boolean|null)\b|must NOT|must match|keyword|no schema with|instancePath|strict mode|\bat \S+ \(/

function refusalOf(a: object): AIFlowError | null {
  try {
    schemaOf(a).compile()
    return null
  } catch (error) {
    return error as AIFlowError
  }
}

test.each([...WORDS.keys()])('what %s may not say is refused in words of ours, with its place', (word) => {
  const others: Readonly<Record<string, object>> = {
    minContains: { contains: true },
    maxContains: { contains: true },
    [THEN]: { if: true },
    else: { if: true },
    if: { else: true },
  }
  const refusals = WRONG.flatMap((value) => refusalOf({ ...others[word], [word]: value }) ?? [])
  const isOurs = ({ code, message }: AIFlowError) =>
    code === 'INVALID_WORKFLOW' && message.includes(`#/properties/a/${word}`) && !FOREIGN.test(message)
  expect(refusals.filter((refusal) => !isOurs(refusal))).toEqual([])
})

test.each([
  [{ enum: [] }, 'enum: must be a list of at least one value'],
  [
    { items: [{}] },
    'items: must be a schema, which all items have to fit; for one schema after the other write "prefixItems"',
  ],
  [{ type: 'text' }, 'type: must be one of string, number'],
  [{ allOf: [] }, 'allOf: must be a list of at least one schema'],
  [{ contentEncoding: 'quoted-printable' }, 'the encoding "quoted-printable" is not known'],
  [{ contentMediaType: 'image/png' }, 'content of the type "image/png" could not be checked'],
  [{ contentMediaType: 'application/json', contentEncoding: 'base32' }, 'JSON in the encoding "base32"'],
  [{ format: 'binary' }, 'the format "binary" is not known'],
  [{ format: 'colour', pattern: '.' }, 'the format "colour" is not known'],
])('%j is refused', (a, problem) => expect(() => schemaOf(a).compile()).toThrow(problem))

test.each(['http://json-schema.org/draft-07/schema#', 'x', 7, null])('the dialect %j is refused', ($schema) => {
  const schema = new ParameterSchema({ workflow: 'w' }, { $schema, type: 'object' } as never)
  expect(() => schema.compile()).toThrow('#/$schema: must be "https://json-schema.org/draft/2020-12/schema"')
})

test.each([
  [{ contentEncoding: 'base64' }, ['', 'YWJj', 'YQ=='], ['a', 'YQ=', 'Y?==', 'YQ==\n']],
  [{ contentEncoding: 'base64url' }, ['', 'YQ', 'YQ==', '_-8'], ['a', '+/8=']],
  [{ contentEncoding: 'base32' }, ['', 'ME======', 'MFRGG==='], ['me======', 'M']],
  [{ contentEncoding: 'base16' }, ['', '0aFF'], ['0', 'xx']],
  [{ contentMediaType: 'application/json', contentEncoding: 'base64' }, ['e30='], ['e30', 'YQ==']],
  [{ format: 'int64' }, [0, -1e9], [1e300, 0.5]],
  [{ format: 'float' }, [1.5], [1e300]],
])('%j', (a, good, bad) => {
  const schema = schemaOf(a)
  for (const value of good) expect(schema.check({ a: value })).toEqual({ a: value })
  for (const value of bad) expect(() => schema.check({ a: value })).toThrow('"a": must ')
})
