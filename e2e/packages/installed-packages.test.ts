import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { Project } from '../support/project.ts'
import { Registry } from '../support/registry.ts'
import { installTools, NODE_PACKAGE } from '../support/tools.ts'

const WORKFLOW = `import { BashOperator, FunctionOperator, Workflow } from '@aiflow/sdk'

export const hello = new Workflow({ name: 'hello' }, () => {
  const greet = new FunctionOperator({ name: 'greet', run: () => 'Grüße' })
  new BashOperator({ name: 'say', command: 'echo said' }).startAfter(greet)
})
`
const INSTALL_NODE = /run "npm (install --save-dev [\w-]+@\d+)"/

let registry: Registry
let project: Project

beforeAll(async () => {
  registry = await Registry.start()
})
afterAll(() => registry.stop())
afterEach(() => project.remove())

function newProject(name: string, tools: string): void {
  project = new Project({ registry, name, tools })
  project.write('workflow.ts', WORKFLOW)
}

async function checksAndCompletes(): Promise<void> {
  expect(await project.aiflow('workflow', 'check', 'workflow.ts')).toContain('"hello" can be uploaded')
  expect(await project.aiflow('completion', 'bash')).toContain('complete ')
}

async function develops(): Promise<void> {
  const dev = ['npx', 'aiflow', 'dev', 'workflow.ts', '--port', '0'] as const
  const output = await project.runUntil(['Uploaded "hello" (2 tasks)'], dev)
  expect(output).toContain('The server, its worker and all tasks have stopped.')
}

/** Resolves with what a task wrote. */
async function servesAndRuns(): Promise<string> {
  await project.aiflow('server', 'start', '-d', '--port', '0')
  await project.aiflow('workflow', 'upload', 'workflow.ts')
  expect(await project.aiflow('start', 'hello', '--wait')).toContain('SUCCESS')
  return project.aiflow('logs', '1', 'say')
}

/** The page, what it loads, and the documentation of the API, which comes from another package. */
async function showsPage(): Promise<void> {
  const page = await (await fetch(project.url)).text()
  const assets = [...page.matchAll(/(?:src|href)="(\/[^"]+)"/g)].map(([, path]) => path)
  expect(assets.length).toBeGreaterThan(2)
  for (const path of [...assets, '/api/docs/swagger-ui-bundle.js']) {
    expect([path, (await fetch(`${project.url}${path}`)).status]).toEqual([path, 200])
  }
}

describe.each([
  ['20.20.2', 'npm@10.9.9', 'mein projekt'],
  ['22.23.5', 'npm@11.21.2', 'prüfstand/ä b'],
])('in a project with Node %s and %s', (version, npm, name) => {
  it('the program says how to install a newer Node, and works with it', async () => {
    newProject(name, await installTools(`${NODE_PACKAGE}@${version}`, npm))
    await project.must('npm', 'install', 'aiflow', '@aiflow/sdk')
    const { exitCode, stderr } = await project.run('npx', 'aiflow', '--version')
    expect(exitCode).toBe(1)
    expect(stderr).toContain(`aiflow: needs Node 24 or newer, this is ${version}.`)
    const [, words = ''] = INSTALL_NODE.exec(stderr) ?? []
    await project.must('npm', ...words.split(' '))
    await checksAndCompletes()
    await develops()
    expect(await servesAndRuns()).toContain('said')
    await showsPage()
  })
})

const PNPM = ['pnpm@12.21.0', ['pnpm', 'add', '--allow-build=esbuild', 'aiflow', '@aiflow/sdk']] as const
const YARN_1 = ['yarn@1.22.22', ['yarn', 'add', 'aiflow', '@aiflow/sdk']] as const
const YARN = ['@yarnpkg/cli-dist@4.18.1', ['yarn', 'add', 'aiflow', '@aiflow/sdk']] as const
const NPM = ['npm@12.2.2', ['npm', 'install', 'aiflow', '@aiflow/sdk']] as const

it.each([NPM, PNPM, YARN_1, YARN])('packages that %s installed work on Node 24', async (tool, [program, ...words]) => {
  newProject('mein projekt', await installTools(tool))
  project.write('.npmrc', `registry=${registry.url}\n`)
  project.write(
    '.yarnrc.yml',
    `npmRegistryServer: ${registry.url}\nunsafeHttpWhitelist: ['127.0.0.1']\nnodeLinker: node-modules\nglobalFolder: .yarn\n`,
  )
  project.write('yarn.lock', '')
  await project.must(program, ...words)
  await checksAndCompletes()
  expect(await servesAndRuns()).toContain('said')
  await showsPage()
})
