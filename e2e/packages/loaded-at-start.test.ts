import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, it } from 'vitest'

const DIST = fileURLToPath(new URL('../../packages/cli/dist', import.meta.url))
const STATIC_IMPORT = /^(?:import |\} from )"(\.[^"]+)";$/gm
const PACKAGE_COMMENT = /^ *\/\/ node_modules\/((?:@[^/]+\/)?[^/]+)/gm

/** All files that a file imports before it runs, itself included. */
function loadedWith(file: string, loaded = new Set<string>()): Set<string> {
  if (loaded.has(file)) return loaded
  loaded.add(file)
  for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(STATIC_IMPORT)) {
    loadedWith(join(dirname(file), path), loaded)
  }
  return loaded
}

/** The files of the part of the program that an entry loads first. */
function filesOf(entry: string, part: string): string[] {
  const importOfPart = new RegExp(`import\\("(\\.[^"]*/${part}-[^"]+)"\\)`)
  const [, file = ''] = importOfPart.exec(readFileSync(join(DIST, entry), 'utf8')) ?? []
  return [...loadedWith(join(DIST, file))]
}

function packagesIn(files: readonly string[]): (string | undefined)[] {
  const comments = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(PACKAGE_COMMENT)])
  return comments.map(([, name]) => name)
}

it('a server finds its code in few files', () => {
  expect(filesOf('server.js', 'detached-server').length).toBeLessThan(10)
})

it('a server loads no library at its start that only some workflows or callers need', () => {
  const packages = packagesIn(filesOf('server.js', 'detached-server'))
  expect(packages).toContain('fastify')
  for (const name of [
    '@bufbuild/cel',
    're2js',
    'ajv',
    'light-my-request',
    '@fastify/send',
    '@modelcontextprotocol/sdk',
  ]) {
    expect(packages).not.toContain(name)
  }
})

it('what a server loads later has a fixed name, so that it is there when the program was replaced', () => {
  const files = [join(DIST, 'run-server.js'), ...filesOf('server.js', 'detached-server')]
  const later = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\bimport\("(\.[^"]+)"\)/g)])
  expect(new Set(later.map(([, path]) => path))).toEqual(new Set(['../mcp.js', '../file-sender.js']))
})

it('a command loads no library for tables and YAML before it prints one', () => {
  const packages = packagesIn(filesOf('aiflow.js', 'program'))
  expect(packages).toContain('commander')
  for (const name of ['string-width', 'yaml']) expect(packages).not.toContain(name)
})
