import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import * as z from 'zod'
import { unboundedNumbers } from '../testing/unbounded-numbers.ts'
import { jsonSchema } from './model-schemas.ts'

const FOLDERS = [import.meta.dirname, join(import.meta.dirname, 'http')]

async function exportedSchemas(): Promise<[string, z.ZodType][]> {
  const files = FOLDERS.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))
  const sources = files.filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts'))
  const modules = await Promise.all(sources.map((file) => import(file) as Promise<Record<string, unknown>>))
  const named = modules.flatMap((module) => Object.entries(module))
  return named.filter((entry): entry is [string, z.ZodType] => entry[1] instanceof z.ZodType)
}

test('every number of every schema of the wire has a least and a greatest value of its own', async () => {
  const schemas = await exportedSchemas()
  expect(schemas.length).toBeGreaterThan(100)
  const found = schemas.flatMap(([name, schema]) =>
    unboundedNumbers(schema, [jsonSchema]).map((path) => `${name}${path}`),
  )
  expect(found).toEqual([])
})

test.each([
  ['a plain number', z.object({ a: z.number() }), ['.a']],
  ['a whole number that says no bounds', z.object({ a: z.array(z.int().optional()) }), ['.a[]']],
  ['one that has a least value only', z.object({ a: z.union([z.string(), z.number().min(0)]) }), ['.a']],
  ['one that has a greatest value only', z.record(z.string(), z.number().max(1)), ['{}']],
  ['one behind a preprocessing', z.preprocess(Number, z.number().min(1)), ['']],
  ['one without an end', z.number().min(0).max(Infinity), ['']],
  ['one with bounds', z.object({ a: z.number().positive().lt(5).nullable().default(1) }), []],
])('%s is found, or is not', (_, schema, paths) => {
  expect(unboundedNumbers(schema, [])).toEqual(paths)
})
