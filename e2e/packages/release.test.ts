import { execFile } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { releasedPackages } from '../../scripts/release/packages.ts'
import { packInto } from '../../scripts/release/tarballs.ts'

const ROOT = fileURLToPath(new URL('../..', import.meta.url))
const PUBLISH = fileURLToPath(new URL('../support/publish.ts', import.meta.url))

let folder: string
let registry: Server
/** The names of what was published, in order. */
let published: string[]

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'aiflow-release-'))
  published = []
  registry = createServer((request, response) => {
    const name = decodeURIComponent(request.url ?? '').slice(1)
    if (request.method === 'PUT') published.push(name)
    const isKnown = published.includes(name)
    request.resume().on('end', () => response.writeHead(isKnown ? 200 : 404).end(JSON.stringify(describe(name))))
  })
  registry.listen(0, '127.0.0.1')
  await once(registry, 'listening')
})

afterEach(() => {
  registry.close()
  rmSync(folder, { recursive: true })
})

function describe(name: string): unknown {
  const version = releasedPackages().find(({ manifest }) => manifest.name === name)?.manifest.version ?? '0.0.0'
  return { name, 'dist-tags': { latest: version }, versions: { [version]: { name, version } } }
}

it('the dry run of a release passes, and prints the sizes of all packages', async () => {
  const release = join(ROOT, 'scripts/release.mjs')
  const { stdout } = await promisify(execFile)(process.execPath, [release, '--dry-run', '--built'], { cwd: ROOT })
  for (const { manifest } of releasedPackages()) expect(stdout).toContain(`  ${manifest.name}: `)
  expect(stdout).toMatch(/installed: \d+ kB in \d+ packages/)
  expect(stdout).toContain('All checks passed.')
})

it('packages are published after those that they depend on, and one that is there already is left out', async () => {
  const tarballs = packInto(folder)
  const [first = '', ...others] = tarballs.map(({ manifest }) => manifest.name)
  published.push(first)
  const address = `127.0.0.1:${(registry.address() as AddressInfo).port}`
  const flags = [`--registry=http://${address}`, `--//${address}/:_authToken=test`, '--prefer-online']
  await promisify(execFile)(process.execPath, [PUBLISH, JSON.stringify(tarballs), ...flags], { cwd: folder })
  expect(published).toEqual([first, ...others])
})
