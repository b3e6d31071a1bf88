import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Server, startServer } from '@aiflow/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { record } from './recorded-surroundings.ts'
import { WorkflowFolder } from './workflow-files.ts'

const home = mkdtempSync(join(tmpdir(), 'aiflow-cli-'))
const folder = new WorkflowFolder()
let server: Server

beforeAll(async () => {
  const silent = { debug: () => {}, info: () => {}, warn: () => {}, error: () => {}, fatal: () => {} }
  server = await startServer({ home, host: '127.0.0.1', port: 0, version: '0', logger: silent })
})

afterAll(async () => {
  await server.stop()
  folder.remove()
  rmSync(home, { recursive: true })
})

function write(file: string, name: string, command = 'true'): string {
  const text = `import { BashOperator, Workflow } from '@aiflow/sdk'
export const one = new Workflow({ name: '${name}' }, () => {
  new BashOperator({ name: 'a', command: '${command}' })
})
`
  return folder.write(file, text)
}

const run = (...args: string[]) => record([...args, '--server', server.url, '--home', home], { home })
const upload = (...args: string[]) => run('workflow', 'upload', ...args)

it('uploads several files, and says which could not be', async () => {
  const [good, bad, last] = [write('good.ts', 'good'), folder.write('bad.ts', 'export {'), write('last.ts', 'last')]
  const { exitCode, stdout, stderr } = await upload(good, bad, last)
  expect(exitCode).toBe(1)
  expect(stdout).toMatch(/^Uploaded "good" .*\nUploaded "last" .*\n$/)
  expect(stderr).toContain(`Error: ${bad}: The workflow file "bad.ts" does not compile.`)
  expect(stderr).toMatch(/\n2 of 3 files were uploaded\.\n$/)
})

it('says once that nothing was uploaded, and of a single file not which', async () => {
  const [bad, worse] = [folder.write('bad.ts', 'export {'), folder.write('worse.ts', 'export const a = 1')]
  const both = await upload(bad, worse)
  expect(both.stderr.match(/Nothing was uploaded\./g)).toHaveLength(1)
  expect(both.stderr).toContain(`Error: ${bad}: The workflow file "bad.ts" does not compile.\n  \n  Expected`)
  const one = await upload(bad)
  expect(one.exitCode).toBe(1)
  expect(one.stderr).toMatch(
    /^Error: The workflow file "bad\.ts" does not compile\.\n\nExpected.*\nNothing was uploaded\.\n$/s,
  )
})

describe('an error that is not about a file ends the work and is said once', () => {
  const files = () => ['one', 'two', 'three'].map((name) => write(`${name}.ts`, name))

  it('of a refused token', async () => {
    const args = ['--server', server.url, '--home', home]
    const { exitCode, stdout, stderr } = await record(['workflow', 'upload', ...files(), ...args], { token: 'wrong' })
    expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
    expect(stderr.match(/Error:/g)).toHaveLength(1)
    expect(stderr).not.toContain('one.ts')
  })

  it('of a server that is gone', async () => {
    const bad = folder.write('bad.ts', 'export {')
    const { exitCode, stderr } = await record(['workflow', 'upload', bad, ...files(), '--server', 'http://127.0.0.1:1'])
    expect(exitCode).toBe(1)
    expect(stderr.match(/Error:/g)).toHaveLength(2)
    expect(stderr).toContain(`Error: ${bad}: `)
    expect(stderr).not.toContain('one.ts')
  })

  it('of an extra file that is missing', async () => {
    const { exitCode, stderr } = await upload(...files(), '-f', 'missing.csv')
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(/^Error: The extra file "missing\.csv" does not exist\..*\n$/)
  })
})

it('gives each file an answer of its own in JSON', async () => {
  const [good, bad] = [write('good.ts', 'good', 'false'), folder.write('bad.ts', 'export {')]
  const { exitCode, stdout } = await upload(good, bad, '-o', 'json')
  expect(exitCode).toBe(1)
  expect(JSON.parse(stdout)).toMatchObject({
    workflows: [{ file: good, name: 'good', changed: true }],
    failed: [{ file: bad, error: { code: 'INVALID_WORKFLOW_FILE' } }],
  })
})

it('refuses the second of two files that define the same workflow', async () => {
  const [first, second] = [write('first.ts', 'twice'), write('second.ts', 'twice', 'false')]
  const { exitCode, stderr } = await upload(first, second)
  expect(exitCode).toBe(1)
  expect(stderr).toContain(`The files "${first}" and "${second}" both define the workflow "twice"`)
})

it('says how to enable a workflow that is disabled', async () => {
  const file = write('off.ts', 'off')
  await upload(file)
  await run('workflow', 'disable', 'off')
  expect((await upload(write('off.ts', 'off', 'false'))).stdout).toContain('Enable it: aiflow workflow enable off\n')
  expect((await upload(file)).stdout).toContain('Enable it: aiflow workflow enable off\n')
})

it('says in a dry run what would change, and stores nothing', async () => {
  await upload(write('old.ts', 'old'), write('same.ts', 'same'))
  const files = [write('old.ts', 'old', 'false'), write('same.ts', 'same'), write('fresh.ts', 'fresh')]
  expect(await upload(...files, '--dry-run')).toEqual({
    exitCode: 0,
    stdout: '"old" would change.\n"same" would stay as it is.\n"fresh" would be new.\n',
    stderr: 'Nothing was stored.\n',
  })
  expect((await run('workflow', 'show', 'fresh')).exitCode).toBe(1)
})

it('warns in a dry run of what an upload warns of', async () => {
  const text = `import { BashOperator, TaskAction, Workflow } from '@aiflow/sdk'
export const one = new Workflow({ name: 'misspelt' }, () => {
  new BashOperator({ name: 'sends', command: 'true', emits: ['model_ready'] })
  new BashOperator({ name: 'waits', command: 'true' }).actionOnEventReceived(TaskAction.START, 'model_raedy')
})
`
  const file = folder.write('misspelt.ts', text)
  const dry = await upload(file, '--dry-run')
  expect(dry.exitCode).toBe(0)
  expect(dry.stderr).toMatch(/^Warning: .* waits for the event "model_raedy".*\nNothing was stored\.\n$/)
  const { warnings } = JSON.parse((await upload(file, '--dry-run', '-o', 'json')).stdout)
  expect(warnings).toMatchObject([{ namespace: 'default', workflow: 'misspelt', code: 'UNSENT_KEY' }])
  expect(JSON.parse((await upload(file, '-o', 'json')).stdout).warnings).toEqual(warnings)
})

it('names in a dry run the pools that are missing', async () => {
  const text = `import { BashOperator, Workflow } from '@aiflow/sdk'
export const one = new Workflow({ name: 'pooled' }, () => {
  new BashOperator({ name: 'a', command: 'true', pool: 'gpu' })
})
`
  const { exitCode, stderr } = await upload(folder.write('pooled.ts', text), '--dry-run')
  expect(exitCode).toBe(1)
  expect(stderr).toContain('"pooled" would be refused: there is no pool "gpu". Create it: aiflow pool set gpu SLOTS\n')
})
