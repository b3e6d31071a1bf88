import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AIFlowClient } from '@aiflow/sdk/client'
import { type Server, startServer } from '@aiflow/server'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Home } from '../src/home/home.ts'
import { record } from './recorded-surroundings.ts'

const LONG = 'x'.repeat(5000)

const home = mkdtempSync(join(tmpdir(), 'aiflow-cli-'))
let server: Server

beforeAll(async () => {
  const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, fatal: () => {} }
  server = await startServer({ home, host: '127.0.0.1', port: 0, version: '0', logger: silent })
  const client = new AIFlowClient({ url: server.url, token: new Home(home).token() })
  await client.events.send({ key: 'long', value: LONG })
})

afterAll(async () => {
  await server.stop()
  rmSync(home, { recursive: true })
})

async function printed(...words: string[]): Promise<string> {
  const { exitCode, stdout, stderr } = await record([...words, '--home', home], { home })
  expect([exitCode, stderr]).toEqual([0, expect.not.stringContaining('rror')])
  return stdout
}

test.each([
  [['event', 'list']],
  [['event', 'list', '--all']],
  [['event', 'listen', '--begin-offset', '0', '--limit', '1']],
])('for people, %j shows the beginning of a long value', async (words) => {
  const stdout = await printed(...words)
  expect(stdout).toMatch(/x{400,}…/)
  expect(stdout).not.toContain('x'.repeat(600))
})

test.each([[['event', 'list', '-o', 'plain']], [['event', 'list', '-o', 'json']], [['event', 'show', '1']]])(
  '%j prints all of it',
  async (words) => {
    expect(await printed(...words)).toContain(LONG)
  },
)
