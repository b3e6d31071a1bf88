import { execFile } from 'node:child_process'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'

const IMAGE = fileURLToPath(new URL('../../deploy/image/', import.meta.url))
const PROGRAM = fileURLToPath(new URL('../../packages/cli/bin/aiflow.js', import.meta.url))
const home = new AIFlowHome()

afterAll(() => home.remove())

/** Runs a script of the image as a container would, and resolves to its exit code. */
function run(program: string, ...words: string[]): Promise<number> {
  const env = {
    PATH: `${home.folder}/bin:${process.env.PATH}`,
    HOME: home.folder,
    AIFLOW_HOME: home.folder,
    AIFLOW_SERVER_PORT: '0',
  }
  return new Promise((resolve) => {
    execFile(program, words, { env }, (error) => resolve(error === null ? 0 : Number(error.code)))
  })
}

const health = (place: string) => run(process.execPath, join(IMAGE, 'health.mjs'), place)

it('the first start leaves a token for the worker, and a later one changes nothing', async () => {
  mkdirSync(join(home.folder, 'bin'))
  writeFileSync(join(home.folder, 'bin/aiflow'), `#!/bin/sh\nexec ${process.execPath} ${PROGRAM} "$@"\n`, {
    mode: 0o755,
  })
  const file = join(home.folder, 'worker.token')
  const prepare = () => run('sh', join(IMAGE, 'prepare.sh'), file)
  expect(await prepare()).toBe(0)
  expect(existsSync(join(home.folder, 'server.json'))).toBe(false)
  const token = readFileSync(file, 'utf8')
  expect(token).toMatch(/^aiflow_\S+\n$/)
  expect(await prepare()).toBe(0)
  expect(readFileSync(file, 'utf8')).toBe(token)

  // A server that others can reach starts now.
  await home.start('--host', '0.0.0.0')
  const answer = await fetch(`${home.url}/api/v1/session`, { headers: { authorization: `Bearer ${token.trim()}` } })
  expect(await answer.json()).toMatchObject({ name: 'worker', role: 'admin' })
})

it('the health checks tell whether a server and a worker are there', async () => {
  await home.workerBack()
  const { url } = home
  const socket = join(home.folder, 'worker/worker.sock')
  expect([await health(url), await health(socket)]).toEqual([0, 0])
  await home.kill()
  expect([await health(url), await health(socket)]).toEqual([1, 1])
})

it('each file that the image copies exists, and the compose file uses what the image has', () => {
  const dockerfile = readFileSync(join(IMAGE, 'Dockerfile'), 'utf8')
  const compose = readFileSync(join(IMAGE, 'compose.yaml'), 'utf8')
  for (const name of ['health.mjs', 'prepare.sh']) {
    expect(existsSync(join(IMAGE, name))).toBe(true)
    expect(dockerfile).toContain(`/context/${name}`)
    expect(compose).toContain(`/opt/aiflow/${name}`)
  }
})
