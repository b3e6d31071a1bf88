import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { isAlive } from '../support/processes.ts'
import { Project } from '../support/project.ts'
import { Registry } from '../support/registry.ts'
import { ReleasedProgram } from '../support/released-program.ts'
import { waitFor } from '../support/wait-for.ts'

/** Two tasks that run until there is a gate, and one that has ended. They write their process into a file. */
const workflow = (folder: string) => `import { existsSync, writeFileSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { BashOperator, FunctionOperator, Workflow } from '@aiflow/sdk'

const FOLDER = ${JSON.stringify(folder)}
export const living = new Workflow({ name: 'living' }, () => {
  new BashOperator({ name: 'command', command: \`echo $$ >\${FOLDER}/command; while [ ! -e \${FOLDER}/gate ]; do sleep 0.1; done\` })
  new FunctionOperator({ name: 'code', run: async () => {
    writeFileSync(FOLDER + '/code', String(process.pid))
    while (!existsSync(FOLDER + '/gate')) await sleep(100)
    return 'Grüße'
  } })
  new FunctionOperator({ name: 'ended', run: () => 42 })
})
`

let registry: Registry
let project: Project
let released: ReleasedProgram
let home: AIFlowHome

beforeAll(async () => {
  registry = await Registry.start()
  project = new Project({ registry, name: 'mein projekt' })
  await project.must('npm', 'install', 'aiflow', '@aiflow/sdk')
})
afterAll(async () => {
  await project.remove()
  await registry.stop()
})

beforeEach(() => {
  released = new ReleasedProgram()
  home = new AIFlowHome({ program: released.file })
})
afterEach(async () => {
  await home.remove()
  released.remove()
})

async function detail(): Promise<WorkflowExecutionDetail> {
  return JSON.parse(await home.must('workflow-execution', 'show', '1', '-o', 'json'))
}

/** Waits for the tasks to have these statuses. */
async function reached(statuses: readonly string[]): Promise<void> {
  await waitFor(statuses.join(', '), async () => {
    const { tasks } = await detail()
    const found = tasks.map(({ name, latest }) => `${name} ${latest?.status} ${latest?.attemptNumber}`)
    return statuses.every((status) => found.includes(status)) ? true : null
  })
}

function pidOf(task: string): Promise<number> {
  return waitFor(`the process of ${task}`, () => {
    const path = join(home.folder, task)
    return existsSync(path) ? Number(readFileSync(path, 'utf8')) || null : null
  })
}

it.each<[string, () => Promise<unknown>]>([
  ['alive', async () => {}],
  ['killed', () => home.killWorker()],
])('the packed program goes on with a home of 0.2.0 and its tasks, with its worker %s', async (_how, exchange) => {
  await home.start()
  await home.upload(released.place(workflow(home.folder)))
  await home.must('event', 'send', 'before', 'the upgrade')
  await home.must('workflow-execution', 'start', 'living')
  await reached(['command RUNNING 1', 'code RUNNING 1', 'ended SUCCESS 1'])
  const pids = [await pidOf('command'), await pidOf('code')]
  await home.must('server', 'stop')
  await exchange()

  const { folder } = home
  home = new AIFlowHome({ program: join(project.folder, 'node_modules/aiflow/bin/aiflow.js'), folder })
  await home.start()
  await home.workerBack()
  expect(pids.filter(isAlive)).toEqual(pids)
  await reached(['command RUNNING 1', 'code RUNNING 1', 'ended SUCCESS 1'])
  const events: { value: unknown }[] = JSON.parse(await home.must('event', 'list', 'before', '-o', 'json'))
  expect(events.map(({ value }) => value)).toEqual(['the upgrade'])
  home.open('gate')
  await reached(['command SUCCESS 1', 'code SUCCESS 1', 'ended SUCCESS 1'])
  expect((await detail()).status).toBe('SUCCESS')
  expect([await pidOf('command'), await pidOf('code')]).toEqual(pids)
})
