import { type SpawnSyncReturns, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'

const LAUNCHER = fileURLToPath(new URL('../../packages/cli/bin/aiflow.js', import.meta.url))
const PACKAGED_NODE = fileURLToPath(new URL('../../node_modules/node', import.meta.url))

/** Tells how it was started, and does what its first argument says; who hears of it may send a signal. */
const PROGRAM = `
if (process.argv[2] === 'wait') {
  process.once('SIGTERM', () => process.exit(7))
  setInterval(() => {}, 1000)
}
console.log(JSON.stringify({ major: Number(process.versions.node.split('.')[0]), words: process.argv.slice(2) }))
if (process.argv[2] === 'exit') process.exit(Number(process.argv[3]))
if (process.argv[2] === 'die') process.kill(process.pid, 'SIGKILL')
`

/** The launcher gets a signal at the very moment at which the program has been made. */
const SIGNAL_AT_START = `
const processes = require('node:child_process')
const { spawn } = processes
processes.spawn = (...words) => {
  const child = spawn(...words)
  process.kill(process.pid, 'SIGTERM')
  return child
}
require('node:module').syncBuiltinESMExports()
`

const majorOf = (node: string): number => {
  const { stdout } = spawnSync(node, ['-p', "process.versions.node.split('.')[0]"])
  return Number(stdout)
}

/** The first Node on the path that cannot run the program itself, as on most machines where the launcher matters. */
const OLDER_NODE = (process.env.PATH ?? '')
  .split(delimiter)
  .map((folder) => join(folder, 'node'))
  .find((path) => existsSync(path) && majorOf(path) < 24)

let folder = ''
let launcher = ''

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'launcher-'))
  for (const name of ['dist', 'node_modules']) mkdirSync(join(folder, name))
  launcher = join(folder, 'bin/aiflow.js')
  cpSync(dirname(LAUNCHER), dirname(launcher), { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }')
  writeFileSync(join(folder, 'dist/aiflow.js'), PROGRAM)
})

afterEach(() => {
  rmSync(folder, { recursive: true })
})

const launch = (node: string, ...words: string[]): SpawnSyncReturns<string> =>
  spawnSync(node, [launcher, ...words], { encoding: 'utf8' })

it('runs the program in the same process when Node is new enough', () => {
  expect(JSON.parse(launch(process.execPath, 'a', 'b c').stdout)).toEqual({ major: 24, words: ['a', 'b c'] })
})

it('says what to do when the program is not built', () => {
  rmSync(join(folder, 'dist/aiflow.js'))
  const { status, stderr } = launch(process.execPath)
  expect(status).toBe(1)
  expect(stderr).toBe('aiflow: the program is not built yet. Run "npm run build" first.\n')
})

describe.runIf(OLDER_NODE)('with an older Node', () => {
  const olderNode = OLDER_NODE ?? ''

  it('names the package manager of a system without glibc, for which no other Node is built', () => {
    const preload = join(folder, 'without-glibc.cjs')
    writeFileSync(preload, 'process.report.getReport = () => ({ header: {} })')
    const { status, stderr } = spawnSync(olderNode, ['--require', preload, launcher], { encoding: 'utf8' })
    expect([status, stderr]).toEqual([1, expect.stringContaining('"apk add nodejs npm".\n')])
    expect(stderr).not.toContain('nodejs.org')
  })

  it('says what to do when there is no newer one', () => {
    const { status, stderr } = launch(olderNode)
    expect(status).toBe(1)
    expect(stderr).toMatch(
      /^aiflow: needs Node 24 or newer, this is \d+\.\d+\.\d+\. (In a project, run "npm install --save-dev node-[\w-]+@24"\. Elsewhere, install|Install) it from .+\n$/,
    )
  })

  describe('and a packaged one', () => {
    beforeEach(() => {
      symlinkSync(PACKAGED_NODE, join(folder, 'node_modules/node'))
    })

    it('runs the program with the packaged one and the same words', () => {
      expect(JSON.parse(launch(olderNode, 'a', 'b c').stdout)).toEqual({ major: 24, words: ['a', 'b c'] })
    })

    it('ends with the exit code of the program', () => {
      expect(launch(olderNode, 'exit', '3').status).toBe(3)
    })

    it('ends by the signal that ended the program', () => {
      expect(launch(olderNode, 'die').signal).toBe('SIGKILL')
    })

    it('passes signals on to the program', async () => {
      const running = spawn(olderNode, [launcher, 'wait'], { stdio: ['ignore', 'pipe', 'inherit'] })
      const ended = once(running, 'exit')
      await once(running.stdout, 'data')
      running.kill('SIGTERM')
      expect(await ended).toEqual([7, null])
    })

    it('leaves no program behind where a signal comes as it starts', async () => {
      const hook = join(folder, 'signal-at-start.cjs')
      writeFileSync(hook, SIGNAL_AT_START)
      const running = spawn(olderNode, ['--require', hook, launcher, 'wait'], { stdio: ['ignore', 'pipe', 'inherit'] })
      // Closed once nobody has its output any more.
      const [exitCode, signal] = await once(running, 'close')
      expect([7, 'SIGTERM']).toContain(exitCode ?? signal)
    })
  })
})
