import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs'
import { Agent, request } from 'node:http'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { eventually, freePort } from './ready.ts'
import { serve } from './system.ts'

/* Restate in its default configuration, on ports of its own. It is called over HTTP connections that are kept. */

const MAX_LOG = 2000
const folder = mkdtempSync(join(tmpdir(), 'aiflow-bench-restate-'))

await serve(async () => {
  const log = openSync(join(folder, 'log'), 'a')
  const [ingress, admin, node, handlers] = [await freePort(), await freePort(), await freePort(), await freePort()]
  const run = (program: string, words: readonly string[], env = {}): ChildProcess =>
    spawn(program, words, { cwd: folder, stdio: ['ignore', log, log], env: { ...process.env, ...env } })
  const service = run(process.execPath, [join(import.meta.dirname, 'restate-handlers.mjs'), String(handlers)], {
    RESTATE_LOGGING: 'ERROR',
  })
  const server = run(serverProgram(), ['--base-dir', join(folder, 'data'), '--bind-address', `127.0.0.1:${node}`], {
    RESTATE_INGRESS__BIND_ADDRESS: `127.0.0.1:${ingress}`,
    RESTATE_ADMIN__BIND_ADDRESS: `127.0.0.1:${admin}`,
    RESTATE_LOG_FILTER: 'error',
  })
  process.once('exit', () => {
    for (const child of [server, service]) child.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  const agent = new Agent({ keepAlive: true })
  const call = (name: string) => post(ingress, `/bench/${name.replaceAll('-', '_')}`, '{}', agent)
  const ended = Promise.race([once(server, 'exit'), once(service, 'exit')]).then(() => {
    throw new Error(`Restate or its handlers ended: ${readFileSync(join(folder, 'log'), 'utf8').slice(-MAX_LOG)}`)
  })
  const ready = async () => {
    await eventually(() => post(admin, '/deployments', JSON.stringify({ uri: `http://127.0.0.1:${handlers}` }), agent))
    await eventually(() => call('chain-of-3'))
  }
  await Promise.race([ready(), ended])
  return {
    call,
    async close() {
      ended.catch(() => undefined)
      const gone = once(server, 'exit')
      server.kill('SIGTERM')
      await gone
    },
  }
})

/** The program is in a package for this platform, on which the package of the server depends. */
function serverProgram(): string {
  const require = createRequire(createRequire(import.meta.url).resolve('@restatedev/restate-server/package.json'))
  return require.resolve(`@restatedev/restate-server-${process.platform}-${process.arch}/bin/restate-server`)
}

function post(port: number, path: string, body: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = { 'content-type': 'application/json', 'content-length': body.length }
    const sent = request({ host: '127.0.0.1', port, path, method: 'POST', headers, agent }, (response) => {
      const { statusCode = 0 } = response
      response.resume()
      response.once('end', () =>
        statusCode < 300 ? resolve() : reject(new Error(`Restate answered ${statusCode} to ${path}.`)),
      )
    })
    sent.once('error', reject)
    sent.end(body)
  })
}
