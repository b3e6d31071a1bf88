import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { reportOf } from './report.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aiflow-api-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

function reportOn(files: Record<string, string>): string {
  for (const [name, code] of Object.entries(files)) writeFileSync(join(folder, name), code)
  return reportOf(join(folder, 'index.d.ts'))
}

const INDEX = "export { type Options, Workflow } from './workflow.ts'"
const WORKFLOW = `
import type { Json } from './json.ts';
/** How to make one. */
export interface Options { readonly name: string; readonly value?: Json }
export declare class Workflow { constructor(options: Options); }
`
const JSON_TYPE = 'export type Json = string | null;\nexport type Unused = 1;'

test('a report has the exported declarations, then those that they use, without comments', () => {
  const report = reportOn({ 'index.d.ts': INDEX, 'workflow.d.ts': WORKFLOW, 'json.d.ts': JSON_TYPE })
  expect(report).toBe(`declare class Workflow { constructor(options: Options); }

interface Options { readonly name: string; readonly value?: Json }

// Used above, not exported by name.

type Json = string | null;
`)
})

test('a report changes with the type of a member and with a type that is only used', () => {
  const before = reportOn({ 'index.d.ts': INDEX, 'workflow.d.ts': WORKFLOW, 'json.d.ts': JSON_TYPE })
  expect(reportOn({ 'json.d.ts': 'export type Json = string;' })).not.toBe(before)
  expect(
    reportOn({ 'json.d.ts': JSON_TYPE, 'workflow.d.ts': WORKFLOW.replace('name: string', 'name: number') }),
  ).not.toBe(before)
})

test('a report stays the same when a declaration moves to another file or a comment changes', () => {
  const before = reportOn({ 'index.d.ts': INDEX, 'workflow.d.ts': WORKFLOW, 'json.d.ts': JSON_TYPE })
  const moved = WORKFLOW.replace('./json.ts', './text.ts').replace('How to make one', 'Settings')
  expect(reportOn({ 'workflow.d.ts': moved, 'text.d.ts': JSON_TYPE })).toBe(before)
})

test('a report follows renamed exports and types that are imported in place', () => {
  const report = reportOn({
    'index.d.ts': "export { value as answer } from './value.ts'",
    'value.d.ts': 'export declare const value: import("./json.ts").Json;',
    'json.d.ts': JSON_TYPE,
  })
  expect(report).toContain('declare const value: Json;\nexport { value as answer }')
  expect(report).toContain('type Json = string | null;')
})
