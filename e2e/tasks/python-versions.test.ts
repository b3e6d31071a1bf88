import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { findPythons } from '../support/pythons.ts'

const PACKAGE = fileURLToPath(new URL('../../packages/python', import.meta.url))
const PYTHONS = findPythons()

const MODULE = `
import os, sys
from aiflow_tasks import context, task
AHEAD = 'AIFLOW_ATTEMPT_ID' not in os.environ
@task
def tell(size, missing=None):
    context.send('told', '%d.%d' % sys.version_info[:2])
    return {'version': '%d.%d' % sys.version_info[:2], 'size': size, 'ahead': AHEAD}
def fail():
    raise ValueError('no rows')
`

let home: AIFlowHome
let environments: string

beforeAll(async () => {
  environments = mkdtempSync(join(tmpdir(), 'aiflow-pythons-'))
  home = new AIFlowHome()
  await home.start()
  writeFileSync(join(home.folder, 'body.py'), MODULE)
  writeFileSync(
    join(home.folder, 'versions.ts'),
    `import { PythonOperator, Workflow } from '@aiflow/sdk'
for (const { version, program } of ${JSON.stringify(PYTHONS)}) {
  const parameters = { type: 'object', properties: { size: { type: 'integer', default: 7 } } } as const
  const workflow = new Workflow({ name: 'python-' + version.replace('.', '-'), parameters }, () => {
    new PythonOperator({ name: 'tells', callable: 'body:tell', python: program, preload: true })
    new PythonOperator({ name: 'fails', callable: 'body:fail', python: program })
    new PythonOperator({ name: 'script', script: 'body.py', python: program })
  })
  exports[version] = workflow
}
`,
  )
  await home.upload('versions.ts', '-f', 'body.py')
})

afterAll(async () => {
  await home?.remove()
  rmSync(environments, { recursive: true, force: true })
})

test('there is a Python of the machine', () => {
  expect(PYTHONS.length).toBeGreaterThan(0)
})

describe.each(PYTHONS)('Python $version', ({ version, program }) => {
  test('passes the tests of the package', () => {
    const python = withPytest(version, program)
    const { status, stdout, stderr } = spawnSync(python, ['-m', 'pytest', '-q'], { cwd: PACKAGE, encoding: 'utf8' })
    expect({ status, stdout, stderr }).toMatchObject({ status: 0, stdout: expect.stringMatching(/\d+ passed/) })
  })

  test('runs functions and scripts, the second time in a process that was ready', async () => {
    for (const ahead of [false, true]) {
      const id = await start(version)
      expect(await outcomeOf(id, 'tells')).toMatchObject({ type: 'success', output: { version, size: 7, ahead } })
      expect(await outcomeOf(id, 'fails')).toMatchObject({ message: 'ValueError: no rows (body.py, line 10, in fail)' })
      expect(await outcomeOf(id, 'script')).toMatchObject({ type: 'success' })
      await expect.poll(() => isReady(program), { timeout: 60_000 }).toBe(true)
    }
  })
})

/** The Python itself, or one of a virtual environment if it has no pytest. */
function withPytest(version: string, program: string): string {
  if (spawnSync(program, ['-c', 'import pytest']).status === 0) return program
  const environment = join(environments, version)
  const python = join(environment, 'bin/python')
  for (const [first, ...words] of [
    [program, '-m', 'venv', environment],
    [python, '-m', 'pip', 'install', '--quiet', 'pytest'],
  ] as [string, ...string[]][]) {
    const { status, stderr } = spawnSync(first, words, { encoding: 'utf8' })
    expect({ status, stderr }).toMatchObject({ status: 0 })
  }
  return python
}

/** Whether a process with this Python waits for a task. */
function isReady(program: string): boolean {
  return home.processes().some(({ command }) => command.startsWith(program) && command.includes('/worker/ahead/'))
}

async function start(version: string): Promise<number> {
  const { workflows } = home.client
  return (await workflows.startExecution('default', `python-${version.replace('.', '-')}`)).workflowExecutionId
}

async function outcomeOf(workflowExecutionId: number, taskName: string) {
  const read = () => home.client.taskExecutions.get({ workflowExecutionId, taskName, sequenceNumber: 1 })
  await expect.poll(async () => (await read()).outcome, { timeout: 60_000 }).not.toBeNull()
  return (await read()).outcome
}
