import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TemporaryHome } from '../support/temporary-home.ts'

const own = new TemporaryHome()
const other = new TemporaryHome()

beforeAll(async () => {
  for (const place of [own, other]) await place.run('server', 'start', '-d', '--port', '0', '--no-worker')
  await other.run('namespace', 'add', 'elsewhere')
  const { url } = JSON.parse(readFileSync(join(other.home, 'server.json'), 'utf8'))
  await own.run('context', 'add', 'other', url, '--token-file', join(other.home, 'token'), '-n', 'elsewhere')
  await own.run('context', 'use', 'other')
})

afterAll(async () => {
  await own.remove()
  await other.remove()
})

it('commands go to the server of the chosen context, in its namespace, and back to that of the home', async () => {
  await own.run('event', 'send', 'here')
  expect(await other.json('-n', 'elsewhere', 'event', 'list')).toMatchObject([{ key: 'here', principal: 'token:home' }])
  expect(await own.json('-c', 'home', 'event', 'list')).toEqual([])
})

it('status and stop are about the server of the home, whatever context is chosen', async () => {
  expect(await own.json('server', 'status')).toMatchObject({ home: own.home, pid: own.serverPid() })
  await own.run('server', 'stop')
  expect(own.serverPid()).toBeNull()
  expect(await other.json('server', 'status')).toMatchObject({ pid: other.serverPid() })
  expect(await own.run('namespace', 'list', '-o', 'plain')).toContain('elsewhere')
})

it('contexts that are added at the same time are all kept', async () => {
  const names = Array.from({ length: 6 }, (_, index) => `c${index}`)
  await Promise.all(names.map((name) => own.run('context', 'add', name, 'http://127.0.0.1:1')))
  const listed = await own.json<{ name: string }[]>('context', 'list')
  expect(listed.map(({ name }) => name)).toEqual(expect.arrayContaining(names))
})
