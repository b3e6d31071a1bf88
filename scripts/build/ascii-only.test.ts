import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { build } from 'esbuild'
import { afterAll, expect, test } from 'vitest'

const { asciiOnly } = await import(new URL('ascii-only.mjs', import.meta.url).href)
const folder = mkdtempSync(join(tmpdir(), 'aiflow-ascii-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Builds a source with the plugin, and returns the built file. */
async function built(text: string): Promise<string> {
  const source = join(folder, 'source.ts')
  const outfile = join(folder, 'built.mjs')
  writeFileSync(source, text)
  await build({
    absWorkingDir: folder,
    entryPoints: [source],
    format: 'esm',
    outfile,
    metafile: true,
    logLevel: 'silent',
    plugins: [asciiOnly],
  })
  return outfile
}

test('a built file has only ASCII characters, and does the same', async () => {
  const file = await built(
    `export class Shown {
  /** Waits … for 😀. */
  readonly text = 'é😀…'
  readonly found = /[ü…]+$/.exec('xü…')?.[0]
  readonly split = 'a\\\\ü'.split(/\\\\ü/)
}`,
  )
  expect(readFileSync(file, 'utf8')).toMatch(/Waits \\u2026[\0-\x7f]*$/)
  const { Shown } = await import(file)
  expect(new Shown()).toEqual({ text: 'é😀…', found: 'ü…', split: ['a', ''] })
})

test.each([String.raw`/\–/`, String.raw`/a\\\–/`])(
  'a build with a backslash before another character fails: %s',
  async (pattern) => {
    await expect(built(`export const first = 1\nexport const pattern = ${pattern}`)).rejects.toThrow(
      /built\.mjs:\d+: a character that is not ASCII follows a backslash/,
    )
  },
)
