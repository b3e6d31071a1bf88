import { chmodSync, mkdirSync, symlinkSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeEach, expect, it } from 'vitest'
import { findWorkflowFiles } from '../src/project/workflow-files.ts'
import { record } from './recorded-surroundings.ts'
import { WorkflowFolder } from './workflow-files.ts'

let project: WorkflowFolder
const all: WorkflowFolder[] = []

beforeEach(() => {
  project = new WorkflowFolder()
  all.push(project)
})
afterAll(() => {
  for (const each of all) each.remove()
})

const flow = (name: string) => `import { BashOperator, Workflow } from '@aiflow/sdk'
export const flow = new Workflow({ name: '${name}' }, () => { new BashOperator({ name: 'a', command: 'true' }) })
`
const check = (...args: string[]) => record(['workflow', 'check', ...args], {}, { folder: project.path })
const found = async (...given: string[]) => (await findWorkflowFiles(given, project.path)).files.map(({ name }) => name)

function writeTree(): void {
  for (const name of ['a.ts', 'b.mts', 'sub/c.cts', 'sub/d.js', 'sub/e.mjs', 'f.cjs', 'note.md', 'g.d.ts', 'h.test.ts'])
    project.write(`flows/${name}`, '')
  project.write('flows/node_modules/x/i.ts', '')
  project.write('flows/.hidden/j.ts', '')
  project.write('other/k.ts', '')
}

it('finds the files of a folder, without packages, declarations, tests and what is hidden', async () => {
  writeTree()
  const names = ['a.ts', 'b.mts', 'f.cjs', 'sub/c.cts', 'sub/d.js', 'sub/e.mjs'].map((name) => `flows/${name}`)
  expect(await found('flows')).toEqual(names)
  expect(await found('flows/')).toEqual(names)
  expect(await found(join(project.path, 'flows'))).toEqual(names)
})

it('finds files by patterns, each once, and leaves out what begins with "!"', async () => {
  writeTree()
  expect(await found('flows/*.ts', 'other/k.ts', 'flows/a.ts')).toEqual(['flows/a.ts', 'other/k.ts'])
  expect(await found('**/*.{ts,mts}', '!other/**')).toEqual(['flows/a.ts', 'flows/b.mts'])
  expect(await found('flows/node_modules/x/*.ts')).toEqual([])
  expect(await found('flows/node_modules/x/i.ts')).toEqual(['flows/node_modules/x/i.ts'])
})

it('takes a name that looks like a pattern for the file of that name', async () => {
  project.write('flows/[id].ts', '')
  project.write('flows/i.ts', '')
  project.write('(group)/a.ts', '')
  expect(await found('flows/[id].ts')).toEqual(['flows/[id].ts'])
  expect(await found('(group)')).toEqual(['(group)/a.ts'])
})

it('follows links, and finds what they lead to once', async () => {
  writeTree()
  mkdirSync(join(project.path, 'real'))
  symlinkSync('../flows/sub', join(project.path, 'real/link'))
  symlinkSync('..', join(project.path, 'flows/sub/up'))
  expect(await found('real/**/*.cts')).toEqual(['real/link/c.cts'])
  expect(await found('real', 'flows/**/*.cts')).toEqual(['flows/sub/c.cts', 'real/link/d.js', 'real/link/e.mjs'])
})

it('checks what the configuration names, and skips files that only others import', async () => {
  project.write('aiflow.config.json', '{ "workflows": ["jobs/**/*.ts"] }')
  project.write('jobs/one.ts', flow('one'))
  project.write('jobs/deep/two.ts', `import '../lib/word'\n${flow('two')}`)
  project.write('jobs/lib/word.ts', 'export const word = 1')
  expect(await check()).toEqual({
    exitCode: 0,
    stdout: 'jobs/deep/two.ts: "two" can be uploaded.\njobs/one.ts: "one" can be uploaded.\n',
    stderr: 'Skipped "jobs/lib/word.ts": it exports no workflow.\nAll 2 files are valid.\n',
  })
  const below = await record(['workflow', 'check'], {}, { folder: join(project.path, 'jobs/lib') })
  expect(below.stdout).toContain('../one.ts: "one" can be uploaded.')
})

it('without a configuration takes the folder "workflows", and without that says what to do', async () => {
  const { exitCode, stderr } = await check()
  expect(exitCode).toBe(2)
  expect(stderr).toContain(
    'No workflow file was given. Name files, folders or patterns, or set "workflows" in "aiflow.config.ts".',
  )
  project.write('workflows/one.ts', flow('one'))
  expect((await check()).stdout).toBe('workflows/one.ts: "one" can be uploaded.\n')
})

it('names two files that define the same workflow', async () => {
  project.write('workflows/a.ts', flow('same'))
  project.write('workflows/b.ts', "export { flow } from './a'")
  const { exitCode, stderr } = await check()
  expect(exitCode).toBe(1)
  expect(stderr).toContain('The files "workflows/a.ts" and "workflows/b.ts" both define the workflow "same"')
  expect(stderr).toContain('1 of 2 files is valid.')
})

it.each([
  [['nowhere/*.ts'], 'Error: No workflow file matches "nowhere/*.ts".\n'],
  [['node_modules/**/*.ts'], 'Folders named "node_modules" are always left out.'],
  [['empty'], 'Error: No workflow file matches "empty".\n'],
  [['lib'], 'Skipped "lib/a.ts": it exports no workflow.\nError: None of these files exports a workflow.\n'],
  [['lib/a.ts'], 'exports no workflow. Export what "new Workflow(…)" returns'],
  [['gone.ts'], 'gone.ts" does not exist.'],
])('refuses %s', async (args, message) => {
  project.write('node_modules/x/a.ts', flow('x'))
  project.write('lib/a.ts', 'export const a = 1')
  mkdirSync(join(project.path, 'empty'))
  const { exitCode, stdout, stderr } = await check(...args)
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
  expect(stderr).toContain(message)
})

it('warns of one pattern that finds nothing, and checks the others', async () => {
  project.write('a.ts', flow('a'))
  const { exitCode, stderr } = await check('*.ts', 'b/*.ts')
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: 'Warning: No file matches "b/*.ts".\n' })
})

it('names a folder that cannot be read, and finds the files of the others', async () => {
  project.write('flows/a.ts', flow('a'))
  project.write('flows/locked/b.ts', flow('b'))
  chmodSync(project.path, 0o755)
  chmodSync(join(project.path, 'flows/locked'), 0o000)
  const isRoot = process.geteuid?.() === 0
  // The superuser may read everything.
  if (isRoot) process.seteuid?.('nobody')
  try {
    const { files, faults } = await findWorkflowFiles(['flows'], project.path)
    expect(files.map(({ name }) => name)).toEqual(['flows/a.ts'])
    expect(faults).toEqual([
      {
        folder: 'flows/locked',
        reason: expect.stringMatching(/locked" cannot be used: permission denied\. Check its owner/),
      },
    ])
    const { exitCode, stderr } = await check('flows/locked')
    expect(exitCode).toBe(1)
    expect(stderr).toMatch(
      /^Error: No workflow file matches "flows\/locked"\. ".*" cannot be used: permission denied\./,
    )
  } finally {
    if (isRoot) process.seteuid?.(0)
    chmodSync(join(project.path, 'flows/locked'), 0o755)
  }
})
