import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AttemptSpec, Report } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Supervisor } from '../../src/attempts/supervisor.ts'
import { Journal } from '../../src/journal/journal.ts'
import { PodFinder, PodLauncher, Pods } from '../support/pod-launcher.ts'
import { bashSpec } from '../support/specs.ts'
import { waitFor } from '../support/wait-for.ts'

const HOST = fileURLToPath(new URL('../support/pod-host.ts', import.meta.url))

let host: ChildProcess
let pods: Pods
let home: string
let reports: Report[]
let gone: string[]
let supervisor: Supervisor

beforeEach(async () => {
  host = spawn(process.execPath, [HOST], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [port] = (await once(host.stdout!, 'data')) as [Buffer]
  pods = new Pods(`http://127.0.0.1:${String(port).trim()}`)
  home = mkdtempSync(join(tmpdir(), 'aiflow-pods-'))
  for (const folder of ['attempts', 'settled', 'children']) mkdirSync(join(home, folder))
  await restart('boot-1')
})

afterEach(() => {
  supervisor.abandon()
  pods.close()
  host.kill()
  rmSync(home, { recursive: true })
})

/** A supervisor that knows nothing but what is on disk and at the host, as after a restart of the worker. */
async function restart(bootId: string): Promise<void> {
  reports = []
  gone = []
  const own: Report[] = reports
  const launcher = new PodLauncher(pods)
  supervisor = new Supervisor({
    journal: new Journal({
      attempts: join(home, 'attempts'),
      settled: join(home, 'settled'),
      children: join(home, 'children'),
      now: Date.now,
    }),
    around: {
      bootId,
      now: Date.now,
      serverUrl: () => '',
      snapshot: async ({ snapshotHash: hash }) => ({ hash, bundle: '', bundleHash: '', files: '', packages: null }),
      complete: async (spec) => spec,
      secrets: { fetch: async () => null, drained: async () => undefined, remove: () => undefined },
      launcher: () => launcher,
      finder: new PodFinder(pods),
      leaveArtifacts: async () => null,
      report: (_id, report) => own.push(report),
      warn: () => undefined,
    },
    gone: (attemptId) => gone.push(attemptId),
    warn: () => undefined,
  })
  await supervisor.recover('store')
}

async function restartWithoutFiles(damage: () => void, bootId = 'boot-2'): Promise<void> {
  supervisor.abandon()
  damage()
  await restart(bootId)
}

function report<T extends Report['type']>(type: T): Promise<Extract<Report, { type: T }>> {
  return waitFor(
    () => reports.find((each): each is Extract<Report, { type: T }> => each.type === type) ?? null,
    () => `report "${type}", after ${JSON.stringify(reports)}`,
  )
}

const outcome = async () => (await report('finished')).outcome

async function start(changes: Partial<AttemptSpec> = {}): Promise<string> {
  const spec = bashSpec('a command', { graceSeconds: 0.05, ...changes })
  supervisor.start(spec)
  await report('running')
  return spec.attemptId
}

test.each([
  [0, { type: 'success' }],
  [3, { type: 'failed', reason: 'exit', exitCode: 3 }],
])('an attempt runs, and its exit code %i is its outcome', async (code, expected) => {
  const attemptId = await start()
  expect(reports).toEqual([expect.objectContaining({ attemptId, pid: null })])
  await pods.request('POST', `${attemptId}?code=${code}`)
  expect(await outcome()).toMatchObject(expected)
})

test.each([
  ['ends when it is asked to', '', ['terminate']],
  ['does not end until it is killed', '?stubborn', ['terminate', 'kill']],
])('a stop is confirmed once the process has gone: one that %s', async (_, behaviour, phases) => {
  const attemptId = await start()
  await pods.request('POST', attemptId + behaviour)
  supervisor.stop(attemptId)
  expect(await outcome()).toMatchObject({ type: 'stopped' })
  expect(await pods.isRunning(attemptId)).toBe(false)
  expect(reports.flatMap((each) => (each.type === 'stopping' ? [each.phase] : []))).toEqual(phases)
})

test('a time limit ends it', async () => {
  const attemptId = await start({ timeoutSeconds: 0.05 })
  expect(await outcome()).toMatchObject({ type: 'failed', reason: 'timeout' })
  expect(await pods.isRunning(attemptId)).toBe(false)
})

test('an attempt whose process vanishes is lost', async () => {
  await pods.request('POST', `${await start()}?vanish`)
  expect(await outcome()).toMatchObject({ type: 'lost' })
})

test('a running process is found again by its handle, even after the machine of the worker was restarted', async () => {
  const attemptId = await start()
  await restartWithoutFiles(() => undefined)
  expect(await report('running')).toMatchObject({ attemptId, pid: null })
  await pods.request('POST', `${attemptId}?code=0`)
  expect(await outcome()).toMatchObject({ type: 'success' })
})

test('a stop that was under way is finished by the next worker', async () => {
  const attemptId = await start({ graceSeconds: 60 })
  await pods.request('POST', `${attemptId}?stubborn`)
  supervisor.stop(attemptId)
  await report('stopping')
  await restartWithoutFiles(() => undefined)
  await report('stopping')
  await pods.request('DELETE', `${attemptId}?how=kill`)
  expect(await outcome()).toMatchObject({ type: 'stopped' })
})

test('an attempt that ended while no worker was running has the outcome that the host knows', async () => {
  const attemptId = await start()
  supervisor.abandon()
  await pods.request('POST', `${attemptId}?code=3`)
  await restart('boot-2')
  expect(await outcome()).toMatchObject({ type: 'failed', exitCode: 3 })
})

test('an attempt that vanished while no worker was running is lost, with the reason from its launcher', async () => {
  const attemptId = await start()
  supervisor.abandon()
  await pods.request('POST', `${attemptId}?vanish`)
  await restart('boot-2')
  expect(await outcome()).toEqual({ type: 'lost', message: 'The pod was deleted.' })
})

test.each(['', 'garbage\n', '4711 99 boot-2\n'])(
  'a claim that was damaged, to %j, does not hide what runs',
  async (text) => {
    const attemptId = await start()
    await restartWithoutFiles(() => writeFileSync(join(home, 'attempts', attemptId, 'run'), text))
    expect((await report('running')).attemptId).toBe(attemptId)
    supervisor.stop(attemptId)
    expect(await outcome()).toMatchObject({ type: 'stopped' })
    expect(await pods.isRunning(attemptId)).toBe(false)
  },
)

test('a process without any files is reported to the server, and ended if the server says so', async () => {
  const attemptId = await start()
  await restartWithoutFiles(() => rmSync(join(home, 'attempts', attemptId), { recursive: true }))
  expect(supervisor.unrecorded()).toEqual([attemptId])
  supervisor.stop(attemptId)
  expect(await outcome()).toMatchObject({ type: 'stopped' })
  expect(await pods.isRunning(attemptId)).toBe(false)
})

test('an attempt that the server wants again is not started twice', async () => {
  const attemptId = await start()
  await restartWithoutFiles(() => rmSync(join(home, 'attempts', attemptId), { recursive: true }))
  supervisor.want([{ spec: bashSpec('a command', { attemptId }), stop: false }])
  await report('running')
  await pods.request('POST', `${attemptId}?code=0`)
  expect(await outcome()).toMatchObject({ type: 'success' })
})

test('an attempt that was stopped before its start never starts', async () => {
  const spec = bashSpec('a command')
  supervisor.want([{ spec, stop: true }])
  expect(await outcome()).toEqual({ type: 'neverStarted' })
  expect((await pods.list()).size).toBe(0)
})

test('processes left by a finished attempt are ended before its folder is removed', async () => {
  const attemptId = await start()
  await pods.request('POST', `${attemptId}?code=0`)
  await report('finished')
  await pods.request('PUT', attemptId)
  await waitFor(() => (gone.includes(attemptId) ? true : null), 'the sweep')
  expect(await pods.isRunning(attemptId)).toBe(false)
})
