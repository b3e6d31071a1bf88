import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeEach, expect, it } from 'vitest'
import { allGone } from '../support/processes.ts'
import { TemporaryHome } from '../support/temporary-home.ts'

const AIFLOW = fileURLToPath(new URL('../../packages/cli/bin/aiflow.js', import.meta.url))

let project: TemporaryHome
let program: ChildProcess
let output: string
const all: TemporaryHome[] = []

beforeEach(() => {
  project = new TemporaryHome()
  all.push(project)
  output = ''
})
afterEach(async () => {
  if (program.exitCode !== null || program.signalCode !== null) return
  program.kill('SIGINT')
  await once(program, 'exit')
})
afterAll(() => Promise.all(all.map((each) => each.remove())))

const flow = (name: string, command = 'true') => `import { BashOperator, Workflow } from '@aiflow/sdk'
export const flow = new Workflow({ name: '${name}' }, () => { new BashOperator({ name: 'a', command: '${command}' }) })
`

/** Runs `aiflow dev` in a folder of the project. Only its configuration names the home. */
function dev(folder: string, ...args: string[]): void {
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('AIFLOW_')))
  program = spawn(process.execPath, [AIFLOW, 'dev', ...args], {
    cwd: join(project.path, folder),
    env: { ...env, NO_COLOR: '1' },
  })
  for (const stream of [program.stdout, program.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
}

async function shows(text: string): Promise<void> {
  await expect.poll(() => output).toContain(text)
}

it('follows the files of a project, starts what its configuration says, and tells what becomes of removed files', async () => {
  project.write(
    'aiflow.config.ts',
    `import { defineConfig } from '@aiflow/sdk/config'
export default defineConfig({
  workflows: ['flows/**/*.ts'],
  files: 'data',
  start: ['first', { workflow: 'second', parameters: {} }, 'secnd'],
  home: 'home',
  port: 0,
})
`,
  )
  project.write('data/word.txt', 'hello')
  project.write('flows/first.ts', flow('first', 'cat "$AIFLOW_FILES/data/word.txt"'))
  project.write(
    'flows/deep/second.ts',
    `import { word } from '../lib/word'\n${flow('second', 'echo $' + '{word}')}`.replaceAll(
      "'echo ${word}'",
      '`echo $' + '{word}`',
    ),
  )
  project.write('flows/lib/word.ts', "export const word = 'once'")
  project.write('flows/broken.ts', 'export const flow = (')
  dev('flows/deep')

  await shows('Uploaded "first" (1 task). ../first.ts, snapshot ')
  await shows('Error: ../broken.ts: The workflow file "broken.ts" does not compile.')
  await shows('Skipped "../lib/word.ts": it exports no workflow.')
  await shows('Started "first": workflow execution ')
  await shows('Started "second": workflow execution ')
  await shows('Warning: No file defines the workflow "secnd", which was to be started. Did you mean "second"?')
  await shows('Following 3 files with 2 workflows.')
  await shows('a/1 | hello')
  await shows('a/1 | once')

  project.write('flows/lib/word.ts', "export const word = 'twice'")
  await shows('Updated "second" (1 task). second.ts, snapshot ')
  project.write('flows/new/third.ts', flow('third'))
  await shows('Uploaded "third" (1 task). ../new/third.ts, snapshot ')
  project.write('data/word.txt', 'good day')
  await shows('Updated "first" (1 task). ../first.ts, snapshot ')
  renameSync(join(project.path, 'flows/first.ts'), join(project.path, 'flows/renamed.ts'))
  await shows('"../first.ts" was removed.')
  await shows('../renamed.ts, snapshot ')
  rmSync(join(project.path, 'flows/new'), { recursive: true })
  await shows('No file defines the workflow "third" any more. It stays on the server as it was uploaded last')
  expect(output).not.toContain('No file defines the workflow "first"')
  expect(output.match(/broken\.ts" does not compile/g)).toHaveLength(1)

  program.kill('SIGINT')
  expect(await once(program, 'exit')).toEqual([130, null])
  await allGone(project.path)
})

it('follows what is named, starts what is asked for when it can be, and names two files of one workflow', async () => {
  project.write('aiflow.config.json', '{ "home": "home", "start": "other" }')
  project.write('a.ts', flow('late').replace('new Workflow', 'new Workflw'))
  project.write('b.ts', flow('same'))
  project.write('c.ts', flow('same'))
  dev('.', '*.ts', 'missing.ts', '--port', '0', '--start', 'late')
  await shows('Error: a.ts: The workflow file "a.ts" threw while it was loaded: ReferenceError: Workflw is not defined')
  await shows('The files "b.ts" and "c.ts" both define the workflow "same"')
  await shows('missing.ts" does not exist.')
  await shows('No file defines the workflow "late", which was to be started.')
  project.write('a.ts', flow('late'))
  await shows('Started "late": workflow execution 1.')
  project.write('missing.ts', flow('found'))
  await shows('Uploaded "found" (1 task). missing.ts, snapshot ')
  rmSync(join(project.path, 'b.ts'))
  await shows('"b.ts" was removed.')
  await shows('Updated "same" (1 task). c.ts, snapshot ')
  expect(output).not.toContain('"other"')
})

it('starts nothing if no file is found', async () => {
  project.write('aiflow.config.json', '{ "workflows": "flows/*.ts", "home": "home" }')
  dev('.', '--port', '0')
  expect(await once(program, 'exit')).toEqual([1, null])
  expect(output).toBe('Error: No workflow file matches "flows/*.ts".\n')
})
