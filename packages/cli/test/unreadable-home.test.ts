import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { record } from './recorded-surroundings.ts'

let home: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'aiflow-cli-'))
})
afterEach(() => rmSync(home, { recursive: true }))

it('a server whose files cannot be used names the file, and not its port', async () => {
  symlinkSync('x'.repeat(300), join(home, 'token'))
  const { exitCode, stderr } = await record(['server', 'start', '--port', '0', '--no-worker'], { home })
  expect(stderr).toBe(`Error: "${join(home, 'token')}" cannot be used: name too long. Check the path.\n`)
  expect(exitCode).toBe(1)
})
