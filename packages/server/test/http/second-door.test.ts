import { once } from 'node:events'
import { type AddressInfo, connect, type Server, type Socket } from 'node:net'
import { createInterface } from 'node:readline'
import type { Role } from '@aiflow/sdk/internal/api/server'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Access } from '../../src/access/access.ts'
import { createTokenSecret, hashOfSecret } from '../../src/access/token-secret.ts'
import { bash, onEvent, SchedulerHarness } from '../../src/testing/scheduler-harness.ts'
import { openLineDoor } from './line-door.ts'

let harness: SchedulerHarness
let door: Server
let socket: Socket
let lines: AsyncIterator<string>
let execution: number

beforeEach(async () => {
  harness = await SchedulerHarness.create()
  await harness.control({ type: 'addNamespace', namespace: 'team', properties: {} })
  await harness.upload({ namespace: 'team', tasks: [bash('a', { rules: [onEvent('START', 'go')] })] })
  await harness.send('seen', null, { namespace: 'team' })
  await harness.send('hidden')
  const start = { type: 'startExecution', namespace: 'team', workflow: 'w' } as const
  const started = await harness.control(start)
  execution = started.ok ? (started.value as { workflowExecutionId: number }).workflowExecutionId : 0
  const access = new Access({
    tokens: harness.scheduler,
    homeToken: 'home',
    use: { note: () => {} },
    sessions: { find: () => null },
    now: () => harness.now,
  })
  door = openLineDoor({ controls: harness.scheduler, live: harness.scheduler, storage: harness.reads, access }).listen(
    0,
    '127.0.0.1',
  )
  await once(door, 'listening')
  socket = connect((door.address() as AddressInfo).port, '127.0.0.1')
  lines = createInterface({ input: socket })[Symbol.asyncIterator]()
})

afterEach(async () => {
  socket.destroy()
  door.close()
  await harness.dispose()
})

async function tokenOf(name: string, role: Role, namespace: string): Promise<string> {
  const secret = createTokenSecret()
  const request = { type: 'createToken', name, role, namespaces: [namespace], expireTime: null } as const
  const { result } = await harness.scheduler.control(request, null, { aside: { secretHash: hashOfSecret(secret) } })
  await result
  return secret
}

async function ask(line: string): Promise<{ ok?: unknown; error?: string }> {
  socket.write(`${line}\n`)
  const { value } = await lines.next()
  return JSON.parse(String(value)) as { ok?: unknown; error?: string }
}

test('another door than HTTP answers with what a caller of a namespace may see', async () => {
  const token = await tokenOf('ann', 'viewer', 'team')
  expect(await ask(`${token} execution ${execution}`)).toMatchObject({
    ok: { id: execution, namespace: 'team', tasks: [{ name: 'a', latest: null, pendingStarts: 0 }] },
  })
  expect(await ask(`${token} rules ${execution}`)).toMatchObject({ ok: [{ task: 'a', name: 'start-on-go' }] })
  const events = await ask(`${token} events`)
  expect(events).toMatchObject({ ok: { next: null } })
  expect(JSON.stringify(events)).toContain('seen')
  expect(JSON.stringify(events)).not.toContain('hidden')
})

test('another door does not show other namespaces', async () => {
  const token = await tokenOf('bob', 'viewer', 'default')
  expect(await ask(`${token} execution ${execution}`)).toEqual({ error: 'FORBIDDEN' })
  expect(await ask(`${token} rules ${execution}`)).toEqual({ error: 'FORBIDDEN' })
  expect(await ask(`${token} events team`)).toEqual({ error: 'FORBIDDEN' })
  expect(JSON.stringify(await ask(`${token} events`))).not.toContain('seen')
  expect(await ask(`unknown execution ${execution}`)).toEqual({ error: 'UNAUTHENTICATED' })
})

test('a change through another door needs its role, and records the caller', async () => {
  const viewer = await tokenOf('ann', 'viewer', 'team')
  expect(await ask(`${viewer} stop ${execution}`)).toEqual({ error: 'FORBIDDEN' })
  const operator = await tokenOf('eve', 'operator', 'team')
  expect(await ask(`${operator} stop ${execution}`)).toMatchObject({
    ok: { isDone: true, value: { workflowExecutionId: execution } },
  })
  expect(await harness.executionStatus(execution)).toBe('STOPPED')
  const { items } = await harness.reads.requests.audit({ exceptKeys: [] }, { limit: 1 })
  expect(items).toMatchObject([{ key: 'aiflow/control/stopExecution', principal: 'token:eve' }])
})
