import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'

const ROOT = join(import.meta.dirname, '..')
const MINUTE_MS = 60_000

let out: string
beforeAll(() => {
  out = mkdtempSync(join(tmpdir(), 'aiflow-site-'))
  // Fails with the links that are dead, the pages that are not listed, and the names of the API without a comment.
  execFileSync('npm', ['run', '--silent', 'site', '--', '--build', '--version', 'v0.0', '--out', out], { cwd: ROOT })
}, 5 * MINUTE_MS)
afterAll(() => rmSync(out, { recursive: true }))

const read = (file: string) => readFileSync(join(out, 'v0.0', file), 'utf8')

test('every page of the documentation is there as HTML and as Markdown', () => {
  for (const part of ['tutorial', 'how-to', 'reference', 'explanation']) {
    for (const page of readdirSync(join(ROOT, 'docs', part))) {
      const name = `${part}/${page.replace(/\.md$/, '')}`
      expect(existsSync(join(out, 'v0.0', `${name}.html`)), `${name}.html`).toBe(true)
      expect(read(`${name}.md`), `${name}.md`).toMatch(/^# /)
    }
  }
})

test('every name that the SDK exports has a page with its comment', () => {
  expect(read('reference/api/sdk/BashOperator.html')).toContain('Runs a command with bash.')
  expect(read('reference/api/client/AIFlowClient.md')).toContain('# Class: AIFlowClient')
  expect(read('reference/api/config/defineConfig.html')).toContain('aiflow.config.ts')
  // What Zod infers is spelled out.
  expect(read('reference/api/client/BackfillResource.md')).toMatch(
    /`maxActive` \| `number` \| How many of its executions/,
  )
})

test('llms.txt lists the pages, and llms-full.txt has them', () => {
  const links = [...read('llms.txt').matchAll(/\]\(([^)]+)\)/g)].map(([, link]) => link ?? '')
  expect(links).toContain('reference/cli.md')
  expect(links.filter((link) => !existsSync(join(out, 'v0.0', link)))).toEqual([])
  expect(read('llms-full.txt')).toContain(readFileSync(join(ROOT, 'docs/reference/http.md'), 'utf8').split('\n')[0])
})

test('a version stands beside others', () => {
  expect(read('index.html')).toContain('href="/v0.0/')
  expect(readFileSync(join(out, 'versions.json'), 'utf8')).toBe('["v0.0"]\n')
  expect(readFileSync(join(out, 'index.html'), 'utf8')).toContain('./v0.0/')
})
