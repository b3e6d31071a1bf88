import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { PackageShelf } from '../support/package-shelf.ts'
import { PackagesProject } from '../support/packages-project.ts'
import { waitFor, waitUntil } from '../support/wait-for.ts'

let shelf: PackageShelf
let project: PackagesProject
let witness: string
let gate: string

beforeEach(async () => {
  shelf = await PackageShelf.start([])
  project = new PackagesProject(shelf)
  witness = join(project.folder, 'witness')
  gate = join(project.folder, 'gate')
})

afterEach(async () => {
  await project.remove()
  await shelf.stop()
})

/** A package with an install script in JavaScript, which counts as native. It says its version. */
function put(name: string, script: string): void {
  shelf.add({
    name,
    version: '1.2.3',
    manifest: { napi: {}, scripts: { install: 'node install.js' } },
    files: { 'index.js': `module.exports = '${name} 1.2.3'`, 'install.js': script },
  })
}

const count = () => (existsSync(witness) ? readFileSync(witness, 'utf8').length : 0)
const noteRun = () => `require('node:fs').appendFileSync(${JSON.stringify(witness)}, 'x');`
const waitForGate = () =>
  `const look = () => require('node:fs').existsSync(${JSON.stringify(gate)}) || setTimeout(look, 20); look();`

const start = () => project.aiflow.must('workflow-execution', 'start', 'flow', '-o', 'plain')
const ended = (id: number) =>
  waitFor(`the end of execution ${id}`, async () => {
    const [task] = (await project.aiflow.client.taskExecutions.list(id)).items
    return task !== undefined && ['SUCCESS', 'FAILED', 'STOPPED'].includes(task.status) ? task : null
  })

it('installs what a bundle cannot contain once, however many tasks ask for it at the same time', async () => {
  put('native', noteRun())
  await project.install('native')
  await project.aiflow.start()
  await project.upload("import version from 'native'", 'return version')
  await Promise.all([start(), start(), start()])
  for (const id of [1, 2, 3]) expect((await ended(id)).outcome).toEqual({ type: 'success', output: 'native 1.2.3' })
  expect(count()).toBe(1)
  expect(project.environments()).toHaveLength(1)
  expect(project.installers()).toEqual([])
})

it('runs install scripts without variables of the worker, and without the settings of npm', async () => {
  put('native', `require('node:fs').writeFileSync(__dirname + '/seen.json', JSON.stringify(process.env))`)
  await project.install('native')
  const settings = project.write('npmrc', '//packages.example/:_authToken=token-of-the-registry\n')
  Object.assign(project.aiflow.environment, { MY_PASSWORD: 'hidden', npm_config_userconfig: settings })
  await project.aiflow.start()
  await project.upload(
    "import 'native'\nimport { createRequire } from 'node:module'",
    "return createRequire(import.meta.url)('native/seen.json')",
  )
  await start()
  const { outcome } = await ended(1)
  const seen = JSON.stringify(outcome)
  expect(outcome?.type).toBe('success')
  for (const secret of ['hidden', 'MY_PASSWORD', 'token-of-the-registry', settings, project.aiflow.token])
    expect(seen).not.toContain(secret)
  expect(seen).not.toMatch(/AIFLOW_(?:HOME|TASK|SERVER)/)
})

it('leaves nothing running of an installation whose worker is killed, and the next worker makes one environment', async () => {
  put('native', noteRun() + waitForGate())
  await project.install('native')
  await project.aiflow.start()
  await project.upload("import version from 'native'", 'return version')
  await start()
  await waitUntil('the install script', () => count() === 1)
  expect(await project.aiflow.must('why-not', '1/use')).toContain('installs the npm packages native 1.2.3')
  expect(project.installers().length).toBeGreaterThan(0)
  const killed = await project.aiflow.killWorker()
  await waitUntil('the end of the installation', () => project.installers().length === 0)
  await project.aiflow.workerBack(killed)
  await waitUntil('the second try', () => count() === 2)
  writeFileSync(gate, '')
  expect((await ended(1)).outcome).toEqual({ type: 'success', output: 'native 1.2.3' })
  await waitUntil('one environment', () => project.environments().length === 1)
  expect(project.installers()).toEqual([])
})

it('fails a task with what npm said, and tries again only after a while', async () => {
  put('native', `${noteRun()} console.error('no compiler here'); process.exit(7)`)
  await project.install('native')
  await project.aiflow.start()
  await project.upload("import version from 'native'", 'return version')
  await start()
  const first = await ended(1)
  expect(first.outcome).toMatchObject({ type: 'failed', reason: 'start' })
  expect(JSON.stringify(first.outcome)).toMatch(
    /The npm packages native 1\.2\.3 could not be installed: npm said: .*no compiler here/,
  )
  const tries = count()
  await start()
  expect(JSON.stringify((await ended(2)).outcome)).toMatch(/no compiler here.*The next try is in \d+ s at the earliest/)
  expect(count()).toBe(tries)
  expect(project.environments()).toEqual([])
})

it('stops a task that waits for its packages at once', async () => {
  put('native', noteRun() + waitForGate())
  await project.install('native')
  await project.aiflow.start()
  await project.upload("import version from 'native'", 'return version')
  await start()
  await waitUntil('the install script', () => count() === 1)
  await project.aiflow.must('workflow-execution', 'stop', '1')
  expect((await ended(1)).status).toBe('STOPPED')
  writeFileSync(gate, '')
})

it('says that the registry cannot be reached', async () => {
  put('native', '')
  await project.install('native')
  await project.aiflow.start()
  await project.upload("import version from 'native'", 'return version')
  await shelf.stop()
  try {
    await start()
    expect(JSON.stringify((await ended(1)).outcome)).toMatch(/could not be installed: npm said: .*ECONNREFUSED/)
  } finally {
    shelf = await PackageShelf.start([])
  }
})
