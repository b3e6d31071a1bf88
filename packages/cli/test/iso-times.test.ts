import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MAX_TIME_MS } from '@aiflow/sdk/internal/limits'
import { startServer } from '@aiflow/server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { withIsoTimes } from '../src/output/printing/iso-times.ts'

interface Schema {
  readonly $ref?: string
  readonly type?: string
  readonly maximum?: number
  readonly items?: Schema
  readonly anyOf?: readonly Schema[]
  readonly oneOf?: readonly Schema[]
  readonly properties?: Readonly<Record<string, Schema>>
  readonly additionalProperties?: Schema | boolean
}

interface Answer {
  readonly content?: Readonly<Record<string, { readonly schema: Schema }>>
}

interface Description {
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly responses: Record<string, Answer> }>>>>
  readonly components: { readonly schemas: Readonly<Record<string, Schema>> }
}

type Kind = 'time' | 'number' | 'any JSON'

const home = mkdtempSync(join(tmpdir(), 'aiflow-cli-'))
afterAll(() => rmSync(home, { recursive: true }))

/** Each field of an answer of the API, by its path: `items.[].createTime`. */
const fields = new Map<string, Kind>()

beforeAll(async () => {
  const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, fatal: () => {} }
  const server = await startServer({ home, host: '127.0.0.1', port: 0, version: '0', logger: silent })
  const description = (await (await fetch(`${server.url}/api/openapi.json`)).json()) as Description
  await server.stop()
  const operations = Object.entries(description.paths).flatMap(([path, methods]) =>
    // The program does not print answers that are for workers, tasks and assistants, or the description itself.
    /^\/(api\/(v1\/(worker|task|control)\/|openapi)|mcp$)/.test(path) ? [] : Object.values(methods),
  )
  for (const { responses } of operations) {
    for (const { content = {} } of Object.values(responses)) {
      for (const { schema } of Object.values(content)) collect(description, schema, [])
    }
  }
})

function collect(description: Description, schema: Schema, path: readonly string[]): void {
  const name = schema.$ref?.split('/').at(-1)
  if (name === 'Json' || Object.keys(schema).length === 0) return void fields.set(path.join('.'), 'any JSON')
  // A schema may contain itself.
  if (path.length > 12) return
  const { anyOf = [], oneOf = [], properties = {}, items, additionalProperties, type } = schema
  if (type === 'integer' || type === 'number')
    fields.set(path.join('.'), schema.maximum === MAX_TIME_MS ? 'time' : 'number')
  if (name !== undefined) collect(description, description.components.schemas[name] ?? {}, path)
  for (const each of [...anyOf, ...oneOf]) collect(description, each, path)
  if (items !== undefined) collect(description, items, [...path, '[]'])
  if (typeof additionalProperties === 'object') collect(description, additionalProperties, [...path, 'a-name'])
  for (const [field, each] of Object.entries(properties)) collect(description, each, [...path, field])
}

/** What becomes of a number at a path. */
function printedAt(path: string): unknown {
  const places = path.split('.')
  const answer = places.reduceRight<unknown>((inner, place) => (place === '[]' ? [inner] : { [place]: inner }), 1e12)
  return places.reduce<unknown>(
    (outer, place) => (place === '[]' ? (outer as unknown[])[0] : (outer as Record<string, unknown>)[place]),
    withIsoTimes(answer),
  )
}

it('every time in an answer of the API is printed as ISO 8601, and no other number is', () => {
  expect(fields.size).toBeGreaterThan(100)
  for (const [path, kind] of fields) {
    if (kind === 'any JSON') continue
    expect({ path, printed: printedAt(path) }).toEqual({
      path,
      printed: kind === 'time' ? '2001-09-09T01:46:40.000Z' : 1e12,
    })
  }
})

it('what users wrote stays as it is, whatever the names in it', () => {
  const ofUsers = [...fields].filter(([, kind]) => kind === 'any JSON').map(([path]) => path)
  expect(ofUsers.length).toBeGreaterThan(5)
  for (const path of ofUsers)
    expect({ path, printed: printedAt(`${path}.createTime`) }).toEqual({ path, printed: 1e12 })
})
