import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { addressOf, addressOfTask } from '../src/settings/address.ts'

let home: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'aiflow-cli-'))
})

afterEach(() => rmSync(home, { recursive: true }))

const given = (value: string) => ({ value, from: 'AIFLOW_TOKEN' })

test('files of the home that cannot be read are of no concern to who gives an address and a token', () => {
  for (const name of ['token', 'server.json']) mkdirSync(join(home, name))
  const url = given('http://127.0.0.1:1')
  expect(addressOf({ home, url, token: given('secret') })).toEqual({ url: url.value, token: 'secret' })
  expect(() => addressOf({ home, url, token: null })).toThrow(`Cannot read "${join(home, 'token')}"`)
})

test('nor is that of a task to who gives another token in it', () => {
  const tokenFile = join(home, 'task-token')
  mkdirSync(tokenFile)
  const task = {
    serverFile: join(home, 'server.json'),
    serverUrl: 'http://127.0.0.1:1',
    tokenFile,
    workflowExecutionId: null,
  }
  expect(addressOfTask(task, given('secret'))).toEqual({ url: task.serverUrl, token: 'secret' })
})
