import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { AIFlowClient } from '@aiflow/sdk/client'
import { startServer } from '@aiflow/server'
import { afterAll, expect, it } from 'vitest'
import { allCommands } from './all-commands.ts'

const home = mkdtempSync(join(tmpdir(), 'aiflow-cli-'))
afterAll(() => rmSync(home, { recursive: true }))

const PAGE = readFileSync(new URL('../../../docs/reference/interfaces.md', import.meta.url), 'utf8')

/** The cells of all tables of the page below a title, each cell's code apart. */
function column(title: string): string[] {
  const cells: string[] = []
  let index = -1
  for (const line of PAGE.split('\n')) {
    const row = line.startsWith('|') ? line.split('|').slice(1, -1) : null
    if (row === null) index = -1
    else if (index === -1) index = row.findIndex((cell) => cell.trim() === title) + 1 || -2
    else if (index > 0) cells.push(...[...(row[index - 1] ?? '').matchAll(/`([^`]+)`/g)].map(([, code = '']) => code))
  }
  return [...new Set(cells)].sort()
}

async function routes(): Promise<string[]> {
  const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, fatal: () => {} }
  const server = await startServer({ home, host: '127.0.0.1', port: 0, version: '0', logger: silent })
  const response = await fetch(`${server.url}/api/openapi.json`)
  const { paths } = (await response.json()) as { paths: Record<string, object> }
  await server.stop()
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method.toUpperCase()} ${path.replace('/api/v1', '')}`),
  )
}

function clientMethods(): string[] {
  const parts = Object.entries(new AIFlowClient({ url: 'http://localhost' }))
  return parts.flatMap(([name, part]) =>
    methodsOf(part)
      .filter((method) => method !== 'constructor' && method !== 'place')
      .map((method) => `${name}.${method}`),
  )
}

function methodsOf(part: object): string[] {
  const prototype: object = Object.getPrototypeOf(part)
  if (prototype === Object.prototype) return []
  return [...Object.getOwnPropertyNames(prototype), ...methodsOf(prototype)]
}

it('the page of interfaces has every command, and no other', async () => {
  expect(column('command')).toEqual([...(await allCommands()).keys()].sort())
})

it('the page of interfaces has every route, and no other', async () => {
  expect(column('route')).toEqual((await routes()).sort())
})

it('the page of interfaces has every method of the client, and no other', () => {
  expect(column('client')).toEqual(clientMethods().sort())
})
