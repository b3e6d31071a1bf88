import { once } from 'node:events'
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { configSchema } from '../../config/config-schema.ts'
import { createTemporaryFolder } from '../../testing/temporary-folder.ts'
import { configuredSources } from './configured-sources.ts'
import { EnvironmentSource } from './environment-source.ts'
import { FileSource } from './file-source.ts'
import { VaultSource } from './vault-source.ts'

const DB = { namespace: 'team', name: 'db' }

let folder: { path: string; remove: () => Promise<void> }
let vault: Server
let asked: IncomingMessage[]
let answer: { status: number; body: string }

beforeEach(async () => {
  folder = await createTemporaryFolder()
  asked = []
  vault = createServer((request, response) => {
    asked.push(request)
    response.statusCode = answer.status
    response.end(answer.body)
  })
  vault.listen(0, '127.0.0.1')
  await once(vault, 'listening')
})

afterEach(async () => {
  vault.close()
  vault.closeAllConnections()
  await folder.remove()
})

test('the environment has secrets by their exact names, and names that could be mistaken have none', async () => {
  const source = new EnvironmentSource({ AIFLOW_SECRET_team__db: 'value', AIFLOW_SECRET_a__b__c: 'whose' })
  expect(await source.read(DB)).toBe('value')
  expect(await source.read({ namespace: 'TEAM', name: 'db' })).toBeNull()
  expect(await source.read({ namespace: 'a', name: 'b__c' })).toBeNull()
  expect(await source.read({ namespace: 'a__b', name: 'c' })).toBeNull()
  expect(await source.read({ namespace: 'a', name: 'constructor' })).toBeNull()
})

test('files have secrets as Kubernetes mounts them, without the end of a single line', async () => {
  const source = new FileSource(folder.path)
  expect(await source.read(DB)).toBeNull()
  mkdirSync(join(folder.path, 'team', '..data'), { recursive: true })
  writeFileSync(join(folder.path, 'team', '..data', 'db'), 'value\n')
  symlinkSync('..data/db', join(folder.path, 'team', 'db'))
  expect(await source.read(DB)).toBe('value')
  writeFileSync(join(folder.path, 'team', 'key'), 'a\nb\n')
  expect(await source.read({ ...DB, name: 'key' })).toBe('a\nb\n')
  writeFileSync(join(folder.path, 'team', 'large'), 'x'.repeat(33 * 1024))
  mkdirSync(join(folder.path, 'team', 'folder'))
  for (const name of ['large', 'folder'])
    await expect(source.read({ ...DB, name })).rejects.toMatchObject({ code: 'SECRET_UNREADABLE' })
})

function vaultSource(): VaultSource {
  const tokenFile = join(folder.path, 'token')
  writeFileSync(tokenFile, 'the-token\n')
  const url = `http://127.0.0.1:${(vault.address() as AddressInfo).port}/`
  return new VaultSource({ url, path: 'secret/data/aiflow', tokenFile })
}

test('Vault is asked with its token, and answers with the field "value"', async () => {
  answer = { status: 200, body: '{"data":{"data":{"value":"the value"},"metadata":{"version":3}}}' }
  expect(await vaultSource().read(DB)).toBe('the value')
  expect(asked[0]).toMatchObject({ method: 'GET', url: '/v1/secret/data/aiflow/team/db' })
  expect(asked[0]?.headers['x-vault-token']).toBe('the-token')
  answer = { status: 404, body: '{"errors":[]}' }
  expect(await vaultSource().read(DB)).toBeNull()
})

test.each([
  [403, '{"errors":["permission denied"]}', 'SECRET_UNAVAILABLE', 'it answered with HTTP status 403'],
  [503, '', 'SECRET_UNAVAILABLE', 'it answered with HTTP status 503'],
  [200, 'no JSON', 'SECRET_UNAVAILABLE', 'could not be asked for at Vault'],
  [200, '{"data":{"data":{"password":"x"}}}', 'SECRET_UNREADABLE', 'has no field "value"'],
])('an answer %d %s of Vault is no value, and says why', async (status, body, code, message) => {
  answer = { status, body }
  const error = { code, message: expect.stringContaining(message) }
  await expect(vaultSource().read(DB)).rejects.toMatchObject(error)
})

test('a Vault that is not there, and a token that is not there, are named', async () => {
  const source = vaultSource()
  vault.close()
  vault.closeAllConnections()
  await expect(source.read(DB)).rejects.toThrow(
    /^The secret "db" of the namespace "team" could not be asked for at Vault at "http:.*ECONNREFUSED/,
  )
  const without = new VaultSource({ url: 'http://127.0.0.1:1', path: 'p', tokenFile: join(folder.path, 'none') })
  await expect(without.read(DB)).rejects.toThrow('ENOENT')
})

test.each([
  [{ sources: 'store, vualt' }, '"secrets.sources" names "vualt". There are store, environment, files and vault.'],
  [{ sources: 'files' }, '"secrets.sources" needs the setting "secrets.folder".'],
  [{ sources: 'vault', vaultUrl: 'http://v' }, '"secrets.sources" needs the setting "secrets.vaultTokenFile".'],
  [{ sources: ' , ' }, '"secrets.sources" names no source.'],
])('the settings %j are refused', (secrets, message) => {
  expect(() => configuredSources(configSchema.parse({ secrets }).secrets, {})).toThrow(message)
})

test('by default secrets come from the store alone', () => {
  expect(configuredSources(configSchema.parse({}).secrets, {})).toEqual([null])
})
