import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Home } from '../src/home/home.ts'
import { startTimeOf } from '../src/home/processes.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aiflow-cli-'))
})

afterEach(() => rmSync(folder, { recursive: true }))

function running(pid: number, startTime?: string | null) {
  const file = { url: 'http://127.0.0.1:1', pid, version: '0.1.0', ...(startTime === undefined ? {} : { startTime }) }
  writeFileSync(join(folder, 'server.json'), JSON.stringify(file))
  return new Home(folder).runningServer()?.pid ?? null
}

test('the server of a home is the process that wrote its file, not one that has its id by now', () => {
  expect(running(process.pid, startTimeOf(process.pid))).toBe(process.pid)
  expect(running(process.pid, '1')).toBeNull()
  expect(running(2 ** 22 + 1, '1')).toBeNull()
})

test('a file of version 0.1.0 names the process only', () => {
  expect(running(process.pid)).toBe(process.pid)
})
