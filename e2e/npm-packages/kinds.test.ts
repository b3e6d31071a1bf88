import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { PackageShelf } from '../support/package-shelf.ts'
import { PackagesProject } from '../support/packages-project.ts'
import { waitFor, waitUntil } from '../support/wait-for.ts'

let shelf: PackageShelf
let project: PackagesProject

beforeEach(async () => {
  shelf = await PackageShelf.start([])
  project = new PackagesProject(shelf)
})

afterEach(async () => {
  await project.remove()
  await shelf.stop()
})

/** Reads a file beside its code, which it could not in a bundle. */
const READER = {
  name: 'reader',
  version: '2.0.0',
  files: {
    'index.js': "module.exports = require('node:fs').readFileSync(__dirname + '/data.txt', 'utf8')",
    'data.txt': 'read',
  },
}

const start = () => project.aiflow.must('workflow-execution', 'start', 'flow')
const ended = (id: number, task = 'use') =>
  waitFor(`the end of execution ${id}`, async () => {
    const [found] = (await project.aiflow.client.taskExecutions.list(id, { task })).items
    return found !== undefined && ['SUCCESS', 'FAILED', 'STOPPED'].includes(found.status) ? found : null
  })

it('serves tasks of every isolation, and conditions, of a package that is named as external', async () => {
  shelf.add(READER)
  await project.install('reader')
  await project.aiflow.start()
  const file = project.write(
    'flow.ts',
    `import { Condition, FunctionOperator, TaskAction, Workflow } from '@aiflow/sdk'
import text from 'reader'
class Ask extends Condition {
  override async isMet() { return text === 'read' }
}
export const flow = new Workflow({ name: 'flow' }, () => {
  for (const isolation of ['warm', 'process', 'shared'] as const)
    new FunctionOperator({ name: isolation, isolation, run: () => text })
  const asked = new FunctionOperator({ name: 'asked', run: () => text })
  asked.actionOnCondition(TaskAction.START, new Ask(['go']))
})
`,
  )
  await project.aiflow.upload(file, '--external', 'reader')
  await start()
  for (const task of ['warm', 'process', 'shared'])
    expect((await ended(1, task)).outcome).toEqual({ type: 'success', output: 'read' })
  await project.aiflow.must('event', 'send', 'go')
  expect((await ended(1, 'asked')).outcome).toEqual({ type: 'success', output: 'read' })
  expect(project.environments()).toHaveLength(1)
})

it('does not retry a task whose package has other content than the lock says', async () => {
  shelf.add(READER)
  await project.install('reader')
  await project.aiflow.start()
  await project.upload("import text from 'reader'", 'return text', '--external', 'reader')
  shelf.add({ ...READER, files: { 'index.js': "module.exports = 'stolen'" } })
  project.forgetCache()
  await start()
  const { outcome } = await ended(1)
  expect(outcome).toMatchObject({ type: 'failed', reason: 'start', retryable: false })
  expect(JSON.stringify(outcome)).toContain('EINTEGRITY')
})

it('goes on with the installation after the worker was asked to leave in the middle of it', async () => {
  const witness = join(project.folder, 'witness')
  const gate = join(project.folder, 'gate')
  const script = `const fs = require('node:fs'); fs.appendFileSync(${JSON.stringify(witness)}, 'x');
  const look = () => fs.existsSync(${JSON.stringify(gate)}) || setTimeout(look, 20); look()`
  const manifest = { napi: {}, scripts: { install: 'node install.js' } }
  shelf.add({ name: 'native', version: '1.0.0', manifest, files: { 'install.js': script } })
  await project.install('native')
  await project.aiflow.start()
  await project.upload("import 'native'", "return 'done'")
  await start()
  const runs = () => (existsSync(witness) ? readFileSync(witness, 'utf8').length : 0)
  await waitUntil('the install script', () => runs() === 1)
  const left = project.aiflow.workerPid
  process.kill(left, 'SIGTERM')
  await project.aiflow.workerBack(left)
  await waitUntil('the second try', () => runs() === 2)
  writeFileSync(gate, '')
  expect((await ended(1)).outcome).toEqual({ type: 'success', output: 'done' })
})

it('installs nothing for commands, and says in the snapshot what it would install', async () => {
  shelf.add(READER)
  await project.install('reader')
  await project.aiflow.start()
  const file = project.write(
    'flow.ts',
    `import { BashOperator, Workflow } from '@aiflow/sdk'
import text from 'reader'
export const flow = new Workflow({ name: 'flow' }, () => {
  new BashOperator({ name: 'use', command: 'echo ' + text })
})
`,
  )
  const { stderr } = await project.aiflow.run('workflow', 'upload', file, '--external', 'reader')
  expect(stderr.match(/Workers install these npm packages/g)).toHaveLength(1)
  await start()
  expect((await ended(1)).outcome?.type).toBe('success')
  const { snapshotHash } = await project.aiflow.client.workflows.get('default', 'flow')
  const { packages } = await project.aiflow.client.workflows.snapshot(snapshotHash)
  expect(packages).toEqual([{ name: 'reader', version: '2.0.0' }])
  expect(await project.aiflow.must('workflow', 'show-snapshot', 'flow', snapshotHash.slice(0, 8))).toContain(
    'reader 2.0.0',
  )
})
