import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { Project } from './support/project.ts'
import { Registry } from './support/registry.ts'

const WORKFLOW = `import { BashOperator, FunctionOperator, Workflow } from '@aiflow/sdk'

export const hello = new Workflow({ name: 'hello' }, () => {
  const greet = new FunctionOperator({ name: 'greet', run: () => 'Grüße' })
  new BashOperator({ name: 'say', command: 'echo said' }).startAfter(greet)
})
`

let registry: Registry
let project: Project

beforeAll(async () => {
  registry = await Registry.start()
})
afterAll(() => registry.stop())
afterEach(() => project.remove())

it('the packages install in a project, and run a workflow of it', async () => {
  project = new Project({ registry, name: 'mein projekt' })
  project.write('workflow.ts', WORKFLOW)
  await project.must('npm', 'install', 'aiflow', '@aiflow/sdk')
  await project.must('npx', 'aiflow', 'server', 'start', '-d', '--port', '0')
  await project.aiflow('workflow', 'upload', 'workflow.ts')
  expect(await project.aiflow('start', 'hello', '--wait')).toContain('SUCCESS')
})
