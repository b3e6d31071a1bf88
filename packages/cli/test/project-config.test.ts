import { afterAll, beforeEach, describe, expect, it } from 'vitest'
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

const HEAD = "import { defineConfig } from '@aiflow/sdk/config'\n"

/** What `context show` says of the server, the namespace being read by a command that needs none. */
async function shown(folder = project.path, config = {}): Promise<{ server: string | null; from: string }> {
  const { exitCode, stdout, stderr } = await record(
    ['context', 'show', '-o', 'json'],
    { home: null, ...config },
    { folder },
  )
  expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' })
  const { server, from } = JSON.parse(stdout)
  return { server, from }
}

async function problem(): Promise<string> {
  const { exitCode, stdout, stderr } = await record(['context', 'show'], { home: null }, { folder: project.path })
  expect({ exitCode, stdout }).toEqual({ exitCode: 1, stdout: '' })
  return stderr.replaceAll(`${project.path}/`, '')
}

describe('the configuration of a project', () => {
  it.each([
    [
      'aiflow.config.ts',
      `${HEAD}const url: string = 'http://flows:8000'\nexport default defineConfig({ server: url })`,
    ],
    ['aiflow.config.mts', `export default { server: 'http://flows:8000' }`],
    ['aiflow.config.js', `export default { server: 'http://flows:8000' }`],
    ['aiflow.config.cjs', `module.exports = { server: 'http://flows:8000' }`],
    ['aiflow.config.json', `{ "server": "http://flows:8000" }`],
  ])('is read from %s, also for folders below it', async (name, text) => {
    project.write(name, text)
    project.write('flows/deep/a.txt', '')
    expect(await shown()).toEqual({ server: 'http://flows:8000', from: name })
    expect(await shown(`${project.path}/flows/deep`)).toEqual({ server: 'http://flows:8000', from: name })
  })

  it('gives way to the environment and to the command line, and is not read in a task or for the version', async () => {
    project.write('aiflow.config.ts', 'throw new Error("loaded")')
    const task = { serverFile: '/nowhere', serverUrl: null, tokenFile: '/nowhere', workflowExecutionId: 1 }
    expect((await record(['context', 'show'], { task }, { folder: project.path })).stderr).not.toContain('loaded')
    expect((await record(['version'], {}, { folder: project.path })).exitCode).toBe(0)
    project.write('aiflow.config.ts', "export default { server: 'http://flows:8000' }")
    const home = { server: null, from: 'default' }
    expect(await shown(project.path, { home: '/nowhere/aiflow' })).toEqual(home)
    expect(await shown(project.path, { serverUrl: 'http://other' })).toEqual(home)
    const { stderr } = await record(['workflow', 'list', '--server', '127.0.0.1:1'], {}, { folder: project.path })
    expect(stderr).toContain('127.0.0.1:1')
  })

  it('may use the folder of the file, packages in CommonJS and other modules', async () => {
    project.write('node_modules/old/package.json', '{ "name": "old", "main": "index.js" }')
    project.write('node_modules/old/index.js', "module.exports = { port: require('node:path').sep === '/' ? 7 : 8 }")
    project.write('own.ts', 'export const own = `${import.meta.dirname}/${new URL(import.meta.url).protocol}`')
    project.write(
      'aiflow.config.ts',
      "import old from 'old'\nimport { own } from './own'\nexport default { server: `http://h:${old.port}`, home: await Promise.resolve(own) }",
    )
    expect(await shown()).toEqual({ server: 'http://h:7', from: 'aiflow.config.ts' })
    const { stderr } = await record(['server', 'stop'], { home: null }, { folder: project.path })
    expect(stderr).toContain(`No server is running for the home "${project.path}/file:".`)
  })
})

it('is named by the list of settings where it sets one', async () => {
  project.write('aiflow.config.json', '{ "port": 8123 }')
  const { stdout } = await record(['config', 'list', '-o', 'json'], {}, { folder: project.path })
  expect(JSON.parse(stdout).find(({ name }: { name: string }) => name === 'server.port')).toMatchObject({
    value: 8123,
    source: 'aiflow.config.json',
  })
})

describe('a wrong configuration is told with its place', () => {
  it.each([
    [
      'an unknown setting',
      `${HEAD}export default defineConfig({\n  workflow: ['flows'],\n})`,
      'There is no setting "workflow". Did you mean "workflows"?\n  at aiflow.config.ts:3:3\n  3 |   workflow:',
    ],
    [
      'an unknown setting of an item',
      `export default { start: [{ workflow: 'a', params: {} }] }`,
      'aiflow.config.ts:1:',
    ],
    ['a wrong type', 'export default {\n  port: "80",\n}', '"port" must be a number.\n  at aiflow.config.ts:2:3'],
    ['a number that is too large', 'export default { port: 70000 }', '"port" must be at most 65535.'],
    [
      'a wrong name',
      'export default { namespace: "a/b" }',
      '"namespace" is not a name, which must be 1 to 128 letters',
    ],
    ['an empty list', 'export default { workflows: [] }', '"workflows" must have at least 1 item'],
    ['no default export', 'export const a = 1', 'has no default export. Write "export default defineConfig({ … })".'],
    ['nothing', 'export default undefined', 'exports no object. Write "export default defineConfig({ … })".'],
    ['a promise', 'export default Promise.resolve({})', 'exports a promise. Write "export default await …".'],
    ['a function', 'export default () => ({})', 'exports a function. Export what it returns.'],
    ['text that does not compile', 'export default {', 'The configuration "aiflow.config.ts" does not compile.'],
    [
      'code that throws',
      '\nconst f = () => {\n  throw new Error("no luck")\n}\nexport default f()',
      'threw while it was loaded: Error: no luck\n  at aiflow.config.ts:3:9\n  3 |   throw new Error("no luck")',
    ],
    ['an import that is missing', "import a from 'nowhere'\nexport default a", 'Could not resolve "nowhere"'],
  ])('%s', async (_what, text, message) => {
    project.write('aiflow.config.ts', text)
    expect(await problem()).toContain(message)
  })

  it('JSON that is not', async () => {
    project.write('aiflow.config.json', '{\n  "port": 1,\n}')
    expect(await problem()).toMatch(/^Error: The configuration "aiflow\.config\.json" is not JSON: .*line 3/)
  })

  it('two files', async () => {
    project.write('aiflow.config.ts', 'export default {}')
    project.write('aiflow.config.json', '{}')
    expect(await problem()).toBe(
      'Error: "aiflow.config.ts" and "aiflow.config.json" are both the configuration of this project. Keep one of them.\n',
    )
  })
})

describe('a configuration runs in a process of its own', () => {
  it.each([
    [
      'throws what cannot be shown',
      'throw { toString() { throw 1 } }',
      'threw while it was loaded: Error: an object that',
    ],
    ['has no stack', 'throw Object.assign(new Error("bare"), { stack: {} })', 'threw while it was loaded: Error: bare'],
    [
      'throws later',
      'setTimeout(() => { throw new Error("late") })\nawait new Promise(() => {})',
      'Error: late\n  at aiflow.config.ts:1:',
    ],
    ['never settles', 'await new Promise(() => {})', 'never finishes loading: an "await"'],
    ['exits', 'process.exit(0)', 'its process ended with exit code 0. A configuration must not end the program.'],
    ['is killed', 'process.kill(process.pid, "SIGKILL")', 'its process was ended by SIGKILL.'],
    [
      'exports what throws',
      'export default { get port() { throw new Error("read") } }',
      'while it was loaded: Error: read',
    ],
    ['exports itself', 'const a = {}; a.files = a; export default a', 'Converting circular structure to JSON'],
    ['has a very long name', 'export default { ["x".repeat(1e6)]: 1 }', `There is no setting "${'x'.repeat(100)}…"`],
  ])('that %s', async (_what, text, message) => {
    project.write('aiflow.config.js', text)
    expect(await problem()).toContain(message.replace('config.ts', 'config.js'))
  })

  it('so what it prints and changes there does not matter', async () => {
    const text = 'import fs from "node:fs"\nfs.writeSync(1, "")\nprocess.chdir("/")\nsetInterval(() => {}, 1000)\n'
    project.write('aiflow.config.ts', `${text}export default { server: 'http://flows:8000' }`)
    expect(await shown()).toEqual({ server: 'http://flows:8000', from: 'aiflow.config.ts' })
  })
})

it('may begin with a byte order mark', async () => {
  project.write('aiflow.config.json', '\ufeff{ "server": "http://flows:8000" }')
  expect(await shown()).toEqual({ server: 'http://flows:8000', from: 'aiflow.config.json' })
})
