import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, it, vi } from 'vitest'
import { Home } from '../home/home.ts'
import { readSettings } from './settings.ts'

const folder = mkdtempSync(join(tmpdir(), 'aiflow-home-'))
writeFileSync(join(folder, 'aiflow.yaml'), 'server:\n  port: 9\n')
afterAll(() => rmSync(folder, { recursive: true }))
afterEach(() => vi.unstubAllEnvs())

it('takes the port of the command line, the environment, the project and the file, in this order', () => {
  const home = new Home(folder)
  vi.stubEnv('AIFLOW_SERVER_PORT', '')
  expect(readSettings(home).server.port).toBe(9)
  expect(readSettings(home, { projectPort: 0 }).server.port).toBe(0)
  vi.stubEnv('AIFLOW_SERVER_PORT', '8')
  expect(readSettings(home, { projectPort: 7 }).server.port).toBe(8)
  expect(readSettings(home, { projectPort: 7, port: 6 }).server.port).toBe(6)
})
