import { once } from 'node:events'
import { chmodSync, mkdirSync, readdirSync } from 'node:fs'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { CommandEnd } from '../support/aiflow-home.ts'
import { allGone } from '../support/processes.ts'
import { Project } from '../support/project.ts'
import { Registry } from '../support/registry.ts'

const WORKFLOW = `import { BashOperator, Workflow } from '@aiflow/sdk'

export const hello = new Workflow({ name: 'hello' }, () => {
  new BashOperator({ name: 'say', command: 'echo said' })
})
`
/** Nobody listens there. */
const NO_REGISTRY = 'http://127.0.0.1:9'
/** The tests may run under an npm that is told to be silent. */
const OFFLINE = { registry: NO_REGISTRY, fetch_retries: 0, loglevel: 'error' }
/** What lets root write into any folder. */
const RIGHTS = '-dac_override,-dac_read_search'

let registry: Registry
let project: Project

beforeAll(async () => {
  registry = await Registry.start()
  project = new Project({ registry, name: 'mein projekt' })
  project.write('workflow.ts', WORKFLOW)
  await project.must('npm', 'install', 'aiflow', '@aiflow/sdk', 'create-aiflow')
})
afterAll(async () => {
  await project.remove()
  await registry.stop()
})

/** One line that says what is wrong, and nothing of the program's inside. */
const oneLine = ({ exitCode, stderr }: CommandEnd) => [exitCode, stderr.split('\n').length - 1, stderr]
const refusal = (text: string) => [1, 1, expect.stringContaining(text)]

const aiflow = (...words: string[]) => project.run('npx', 'aiflow', ...words)

/** The same as root, who could write into any folder. */
const withoutRights = (...words: string[]) =>
  process.getuid?.() === 0 ? project.run('setpriv', `--bounding-set=${RIGHTS}`, ...words) : project.run('env', ...words)

describe('at a port that another program has', () => {
  let other: Server
  let port: string

  beforeEach(async () => {
    other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    port = String((other.address() as AddressInfo).port)
  })
  afterEach(() => other.close())

  it.each([[['server', 'start']], [['server', 'start', '-d']], [['dev', 'workflow.ts']]])(
    '"aiflow %j" says so, and leaves no process',
    async (words) => {
      expect(oneLine(await aiflow(...words, '--port', port))).toEqual(
        refusal(`Port ${port} of 127.0.0.1 is in use by another program. Choose one with "--port"`),
      )
      await allGone(project.home)
    },
  )
})

describe('in a folder that nobody may write into', () => {
  const locked = () => join(project.folder, 'locked')

  beforeEach(() => {
    mkdirSync(locked(), { recursive: true })
    chmodSync(locked(), 0o555)
  })
  afterEach(() => chmodSync(locked(), 0o755))

  it.each([
    [['server', 'start', '--port', '0']],
    [['server', 'start', '-d', '--port', '0']],
    [['dev', 'workflow.ts', '--port', '0']],
    [['db', 'init']],
    [['config', 'init']],
    [['context', 'add', 'prod', 'http://127.0.0.1:1']],
  ])('"aiflow %j" says so', async (words) => {
    const home = join(locked(), 'home')
    expect(oneLine(await withoutRights('npx', 'aiflow', ...words, '--home', home))).toEqual(
      refusal(`"${home}" cannot be used: permission denied. Check its owner and its permissions.`),
    )
    expect(readdirSync(locked())).toEqual([])
  })

  it('"create-aiflow" says so', async () => {
    expect(oneLine(await withoutRights('npx', 'create-aiflow', join(locked(), 'new'), '--no-install'))).toEqual(
      refusal('The project cannot be written: '),
    )
    expect(readdirSync(locked())).toEqual([])
  })
})

describe('without a network', () => {
  const offline = (where: Project, ...words: string[]) =>
    where.run('env', ...Object.entries(OFFLINE).map(([name, value]) => `npm_config_${name}=${value}`), ...words)

  it('"npm create aiflow" fails, and leaves nothing', async () => {
    const bare = new Project({ registry })
    const { exitCode, stderr } = await offline(bare, 'npm', 'create', '--yes', 'aiflow', 'gone')
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('ECONNREFUSED')])
    expect(readdirSync(bare.folder)).toEqual(['package.json'])
    await bare.remove()
  })

  it('a project whose packages could not be installed is whole, and says how to go on', async () => {
    const { exitCode, stdout } = await offline(project, 'npx', 'create-aiflow', 'later')
    expect([exitCode, stdout]).toEqual([1, expect.stringContaining('"npm install" failed. Run it again later.')])
    expect(readdirSync(join(project.folder, 'later'))).toEqual(expect.arrayContaining(['package.json', 'README.md']))
  })
})

describe('with the line ends of Windows', () => {
  it('a workflow file is checked, and a fault in it has its place', async () => {
    project.write('windows.ts', WORKFLOW.replaceAll('\n', '\r\n'))
    expect(await project.aiflow('workflow', 'check', 'windows.ts')).toContain('"hello" can be uploaded')
    project.write('broken.ts', `${WORKFLOW}const a = {\n  b: = 3,\n}\n`.replaceAll('\n', '\r\n'))
    const { exitCode, stderr } = await aiflow('workflow', 'check', 'broken.ts')
    expect([exitCode, stderr]).toEqual([1, expect.stringContaining('at broken.ts:7:6')])
  })
})
