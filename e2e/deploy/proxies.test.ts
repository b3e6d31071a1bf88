import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { waitFor, waitUntil } from '../support/wait-for.ts'
import { NAME, TlsProxy } from './support/tls-proxy.ts'

const PROGRAM = fileURLToPath(new URL('../../packages/cli/bin/aiflow.js', import.meta.url))

const WORKFLOW = `
import { BashOperator, Workflow } from '@aiflow/sdk'

export const far = new Workflow({ name: 'far' }, () => {
  new BashOperator({ name: 'command', command: 'echo from afar && aiflow event send done-afar yes --to namespace' })
})
`

const home = new AIFlowHome()
const heartbeats = { nginx: '', caddy: '' }
const proxies = { nginx: new TlsProxy('nginx'), caddy: new TlsProxy('caddy') }
const streams: { destroy(): void }[] = []

beforeAll(async () => {
  home.environment.AIFLOW_SERVER_NAMES = NAME
  await home.start('--no-worker')
  writeFileSync(join(home.folder, 'far.ts'), WORKFLOW)
  await home.upload('far.ts')
  for (const kind of ['nginx', 'caddy'] as const) {
    await proxies[kind].start(home.url)
    // It is idle while the other tests run.
    const headers = { authorization: `Bearer ${home.token}` }
    const stream = await proxies[kind].send('/api/v1/events/listen?key=rare', { headers })
    stream.setEncoding('utf8').on('data', (part: string) => (heartbeats[kind] += part))
    streams.push(stream)
  }
})

afterAll(async () => {
  for (const stream of streams) stream.destroy()
  for (const proxy of Object.values(proxies)) await proxy.remove()
  await home.remove()
})

/** A worker of a home of its own, which knows the server by the name and the certificate of the proxy alone. */
function startFarWorker(far: AIFlowHome, proxy: TlsProxy): ChildProcess {
  writeFileSync(join(far.folder, 'token'), home.token, { mode: 0o600 })
  const mount = ['--mount', 'sh', '-c', 'mount --bind "$0" /etc/hosts && exec "$@"', proxy.hosts]
  const worker = [process.execPath, PROGRAM, 'worker', 'start', '--home', far.folder, '--server', proxy.url]
  const env = { PATH: process.env.PATH, HOME: far.folder, NODE_EXTRA_CA_CERTS: proxy.certificate }
  return spawn('unshare', [...mount, ...worker], { stdio: 'ignore', env })
}

describe.each(['nginx', 'caddy'] as const)('%s with the example', (kind) => {
  const proxy = proxies[kind]

  it('serves the page, whose session has a cookie that only goes over TLS', async () => {
    const page = await proxy.send('/')
    expect(page.headers['strict-transport-security']).toContain('max-age')
    expect(await text(page)).toContain('<title>AIFlow')
    const headers = { 'content-type': 'application/json', origin: proxy.url, 'sec-fetch-site': 'same-origin' }
    const begun = await proxy.send('/api/v1/session', {
      method: 'POST',
      headers,
      body: JSON.stringify({ token: home.token }),
    })
    const [cookie = ''] = begun.headers['set-cookie'] ?? []
    expect(cookie).toMatch(/^aiflow-.*; HttpOnly; SameSite=Strict; Secure$/)
    const session = await proxy.send('/api/v1/session', { headers: { ...headers, cookie: cookie.split(';')[0] } })
    expect(JSON.parse(await text(session))).toMatchObject({ name: 'home', role: 'admin' })
  })

  it('does not let pages of other sites in', async () => {
    const headers = { 'content-type': 'application/json', origin: 'https://elsewhere.example.com' }
    const refused = await proxy.send('/api/v1/session', {
      method: 'POST',
      headers,
      body: JSON.stringify({ token: home.token }),
    })
    expect(refused.statusCode).toBe(403)
    refused.resume()
  })

  it('carries the connection of a worker, its tasks and their logs', async () => {
    const far = new AIFlowHome()
    const worker = startFarWorker(far, proxy)
    try {
      await home.workerBack()
      const { workflowExecutionId: id } = await home.client.workflows.startExecution('default', 'far')
      const ended = await waitFor('the end of the execution', async () => {
        const execution = await home.client.workflowExecutions.get(id)
        return execution.endTime === null ? null : execution
      })
      expect(ended.status).toBe('SUCCESS')
      expect(await home.must('logs', `${id}/command`)).toContain('from afar')
      expect((await home.client.events.list({ key: 'done-afar' })).items[0]).toMatchObject({ value: 'yes' })
    } finally {
      worker.kill('SIGTERM')
      await once(worker, 'exit')
      await far.remove()
    }
  })

  it('keeps a stream open that is idle for longer than its idle time, and passes on an event at once', async () => {
    const beats = () => heartbeats[kind].split('event: position').length - 1
    await waitUntil('the heartbeats of 30 seconds', () => beats() >= 3)
    await home.client.events.send({ key: 'rare', value: kind })
    await waitUntil('the event', () => heartbeats[kind].includes(`"value":"${kind}"`))
    expect(heartbeats[kind]).toContain('"key":"rare"')
  })
})

it('refuses a name that is not in server.names', async () => {
  const refused = await proxies.nginx.send('/api/v1/server', { headers: { host: 'other.example.com' } })
  expect(refused.statusCode).toBe(403)
  refused.resume()
})
