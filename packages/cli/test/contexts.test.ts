import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Server, startServer } from '@aiflow/server'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Config } from '../src/settings/config.ts'
import { record } from './recorded-surroundings.ts'

let home: string

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'aiflow-cli-'))
})

afterEach(() => rmSync(home, { recursive: true }))

const run = (line: string, config: Partial<Config> = {}) => record(line.split(' '), { home, ...config })

async function must(line: string, config: Partial<Config> = {}): Promise<string> {
  const { exitCode, stdout, stderr } = await run(line, config)
  expect({ line, exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ line, exitCode: 0, stderr: '' })
  return stdout
}

async function used(config: Partial<Config> = {}, options = ''): Promise<{ name: string; from: string }> {
  const { name, from } = JSON.parse(await must(`context show -o json${options}`, config))
  return { name, from }
}

describe('contexts', () => {
  test('are added, listed, chosen, shown and deleted', async () => {
    expect(await used()).toEqual({ name: 'home', from: 'default' })
    await must('context add prod https://aiflow.example.com --token-file prod.token -n team')
    await must('context add test localhost:9000 --token-variable TEST_TOKEN')
    await must('context use prod')
    expect(await used()).toEqual({ name: 'prod', from: 'context use' })
    expect(JSON.parse(await must('context list -o json'))).toEqual([
      { name: 'home', current: false, server: null, namespace: null, tokenFile: null, tokenVariable: null },
      {
        name: 'prod',
        current: true,
        server: 'https://aiflow.example.com',
        namespace: 'team',
        tokenFile: join(process.cwd(), 'prod.token'),
        tokenVariable: null,
      },
      {
        name: 'test',
        current: false,
        server: 'http://localhost:9000',
        namespace: null,
        tokenFile: null,
        tokenVariable: 'TEST_TOKEN',
      },
    ])
    expect(await must('context list')).toMatch(/\*\s+prod\s+https:\/\/aiflow\.example\.com\s+team/)
    expect(await must('context show test')).toMatch(/Token\s+\$TEST_TOKEN/)
    expect(await must('context delete prod --yes')).toContain('Commands now use the server of the home.')
    expect(await used()).toEqual({ name: 'home', from: 'default' })
    await must('context use test')
    await must('context use home')
    expect(await used()).toEqual({ name: 'home', from: 'default' })
  })

  test('are kept in a file that only its owner can read, whatever was there, without tokens', async () => {
    const path = join(home, 'contexts.json')
    writeFileSync(path, '{ "current": null, "contexts": {} }', { mode: 0o666 })
    await must('context add prod https://aiflow.example.com')
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(Object.keys(JSON.parse(readFileSync(path, 'utf8')).contexts.prod)).toEqual([
      'server',
      'namespace',
      'tokenFile',
      'tokenVariable',
    ])
  })

  test('one that is unknown is refused with those that are known', async () => {
    await must('context add prod https://aiflow.example.com')
    const message = 'There is no context "pord". The contexts are: home, prod.'
    for (const line of ['context show pord', 'context use pord', 'context delete pord', '-c pord workflow list'])
      expect(await run(line)).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(message) })
    const byVariable = await run('workflow list', { context: 'pord' })
    expect(byVariable).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(message) })
  })

  test.each([
    ['context add home https://a.example', 1, 'There is a context "home" already'],
    ['context add prod https://a.example', 1, 'There is a context "prod" already'],
    ['context add a/b https://a.example', 2, 'must be 1 to 128 letters'],
    ['context add b ftp://a.example', 1, 'is not the URL of a server'],
    ['context add b https://a.example -n *', 2, '"*" stands for all namespaces'],
    ['context add b https://a.example --token-file a --token-variable B', 2, 'cannot be used with'],
    ['context delete home', 2, 'cannot be deleted'],
    ['context delete prod', 2, 'Add --yes'],
    ['-c prod -s localhost:1 workflow list', 2, 'cannot be used with'],
    ['workflow list --context prod', 2, 'Name a server with --use-context'],
  ])('"%s" ends with %d and says "%s"', async (line, exitCode, message) => {
    await must('context add prod https://aiflow.example.com')
    expect(await run(line)).toMatchObject({ exitCode, stderr: expect.stringContaining(message) })
  })

  test.each([
    ['{', 'it is not JSON'],
    ['[]', 'it does not hold contexts'],
    ['{ "current": "gone", "contexts": {} }', 'it does not hold contexts'],
    ['{ "current": null, "contexts": { "a": { "server": 1 } } }', 'it does not hold contexts'],
  ])('a damaged file %j is told, and of no concern to who names a server', async (text, reason) => {
    writeFileSync(join(home, 'contexts.json'), text)
    expect(await run('workflow list')).toMatchObject({ exitCode: 1, stderr: expect.stringContaining(reason) })
    const named = await run('-s localhost:1 workflow list')
    expect(named.stderr).not.toContain('contexts')
  })
})

describe('of several servers', () => {
  const servers: Server[] = []
  const homes: string[] = []

  afterEach(async () => {
    for (const server of servers.splice(0)) await server.stop()
    for (const folder of homes.splice(0)) rmSync(folder, { recursive: true })
  })

  /** A server of its own home, with a namespace of its name. Returns its home and its URL. */
  async function serve(name: string): Promise<{ folder: string; url: string }> {
    const folder = name === 'home' ? home : mkdtempSync(join(tmpdir(), 'aiflow-cli-'))
    if (name !== 'home') homes.push(folder)
    const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, fatal: () => {} }
    const server = await startServer({ home: folder, host: '127.0.0.1', port: 0, version: '0', logger: silent })
    servers.push(server)
    await must(`namespace add ${name} -s ${server.url} --home ${folder}`)
    return { folder, url: server.url }
  }

  /** Which server a call reaches, by the namespace that only this one has. */
  async function reached(line: string, config: Partial<Config> = {}): Promise<string> {
    const names = (await must(`namespace list -o plain ${line}`.trim(), config)).match(/^\S+/gm) ?? []
    return names.filter((name) => name !== 'default').join()
  }

  test('the option comes before the variable of a server, and this before a chosen context', async () => {
    const [one, two] = [await serve('one'), await serve('two')]
    const { url } = await serve('home')
    await must(`context add one ${one.url} --token-file ${join(one.folder, 'token')}`)
    await must(`context add two ${two.url} --token-file ${join(two.folder, 'token')}`)
    const token = readFileSync(join(home, 'token'), 'utf8').trim()
    await must('context use one')
    expect(await reached('')).toBe('one')
    expect(await reached('', { context: 'two' })).toBe('two')
    expect(await reached('-c home', { context: 'two' })).toBe('home')
    expect(await reached('', { context: 'two', serverUrl: url, token })).toBe('home')
    expect(await reached('-c two', { serverUrl: url })).toBe('two')
    expect(await reached('--use-context two', { serverUrl: url, token })).toBe('two')
    expect(await reached(`-s ${url}`)).toBe('home')
    expect(await reached(`--home ${home}`)).toBe('home')
  })

  test('the token of the home is never sent to the server of a context', async () => {
    const one = await serve('one')
    await serve('home')
    await must(`context add one ${one.url}`)
    const { stderr, exitCode } = await run('-c one namespace list')
    expect({ stderr, exitCode }).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('token') })
    const token = readFileSync(join(one.folder, 'token'), 'utf8').trim()
    expect(await reached('-c one', { token })).toBe('one')
  })

  test('a token that is not where the context says is named', async () => {
    await must('context add gone http://localhost:1 --token-file gone.token')
    expect((await run('-c gone namespace list')).stderr).toMatch(/context "gone" has no token: ".*gone\.token" cannot/)
    await must('context add unset http://localhost:1 --token-variable AIFLOW_TEST_NOT_SET')
    expect((await run('-c unset namespace list')).stderr).toContain('the variable "AIFLOW_TEST_NOT_SET" is not set')
    await must('context add inherited http://localhost:1 --token-variable constructor')
    expect((await run('-c inherited namespace list')).stderr).toContain('the variable "constructor" is not set')
  })

  test('the namespace of a context is the default of its calls', async () => {
    const one = await serve('one')
    await must(`context add one ${one.url} --token-file ${join(one.folder, 'token')} -n one`)
    const namespaceOf = async (line: string, config: Partial<Config> = {}) => {
      const { offset } = JSON.parse(await must(`event send k -o json ${line}`.trim(), config))
      return JSON.parse(await must(`event show ${offset} -o json -c one`)).namespace
    }
    await must('namespace add other -c one')
    expect(await namespaceOf('-c one')).toBe('one')
    expect(await namespaceOf('-c one -n other')).toBe('other')
    expect(await namespaceOf('-c one', { namespace: 'other' })).toBe('one')
    await must('context use one')
    expect(await namespaceOf('')).toBe('one')
    expect(await namespaceOf('', { namespace: 'other' })).toBe('other')
  })

  test('a chosen context leaves commands alone that are about the home, and those inside a task', async () => {
    const [one, own] = [await serve('one'), await serve('home')]
    await must(`context add one ${one.url} --token-file ${join(one.folder, 'token')}`)
    await must('context use one')
    mkdirSync(join(home, 'task'))
    writeFileSync(join(home, 'task', 'token'), 'no-such-token')
    const serverFile = join(home, 'server.json')
    const task = { serverFile, serverUrl: own.url, tokenFile: join(home, 'task', 'token'), workflowExecutionId: 1 }
    const inside = await run('namespace list', { task, serverUrl: own.url, context: 'one' })
    expect(inside).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('token') })
    expect(await reached('-c one', { task, serverUrl: own.url })).toBe('one')
  })
})
