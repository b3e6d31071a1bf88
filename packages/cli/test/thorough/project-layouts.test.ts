import { mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { bundleWorkflow } from '../../src/bundle/bundle-workflow.ts'
import { describeBundle } from '../../src/bundle/describe-bundle.ts'
import { WorkflowFolder } from '../workflow-files.ts'

type Files = Readonly<Record<string, string>>

const all: WorkflowFolder[] = []
afterAll(() => {
  for (const each of all) each.remove()
})

const SDK = "import { BashOperator, Workflow } from '@aiflow/sdk'\n"
const FLOW = `export const flow = new Workflow({ name: String(name) }, () => { new BashOperator({ name: 'a', command: 'true' }) })\n`
const flow = (imports: string) => `${SDK}${imports}\n${FLOW}`

/** The names of the workflows of a file in a project. `links` are by path, with what they lead to. */
async function namesIn(files: Files, entry: string, links: Files = {}): Promise<string[]> {
  const project = new WorkflowFolder()
  all.push(project)
  for (const [name, text] of Object.entries(files)) project.write(name, text)
  for (const [name, target] of Object.entries(links)) {
    mkdirSync(dirname(join(project.path, name)), { recursive: true })
    symlinkSync(target, join(project.path, name))
  }
  const definitions = await describeBundle(await bundleWorkflow(join(project.path, entry)))
  return definitions.map(({ name }) => name).sort()
}

const json = (value: unknown) => JSON.stringify(value)
const paths = (to: string, more: object = {}) => json({ compilerOptions: { paths: { '@lib/*': [to] }, ...more } })
const WORD = "export const name = 'found'"

describe('path aliases of tsconfig.json', () => {
  it.each<[string, Files, string?]>([
    ['of the folder of the file', { 'tsconfig.json': paths('./lib/*') }],
    [
      'with a comment, a trailing comma and baseUrl',
      {
        'tsconfig.json': '{ // aliases\n "compilerOptions": { "baseUrl": ".", "paths": { "@lib/*": ["lib/*"], }, } }',
      },
    ],
    [
      'of a file that it extends',
      { 'tsconfig.json': json({ extends: './config/base.json' }), 'config/base.json': paths('../lib/*') },
    ],
    [
      'of one of several files that it extends',
      {
        'tsconfig.json': json({ extends: ['./a.json', './b.json'] }),
        'a.json': paths('./lib/*'),
        'b.json': json({ compilerOptions: { strict: true } }),
      },
    ],
    [
      'of a package that it extends',
      {
        'tsconfig.json': json({ extends: '@my/tsconfig' }),
        'node_modules/@my/tsconfig/package.json': json({ name: '@my/tsconfig' }),
        'node_modules/@my/tsconfig/tsconfig.json': paths('../../../lib/*'),
      },
    ],
    [
      'of a project that it refers to',
      {
        'tsconfig.json': json({
          files: [],
          references: [{ path: './tsconfig.node.json' }, { path: './tsconfig.app.json' }],
        }),
        'tsconfig.node.json': json({ include: ['tools'], compilerOptions: { paths: { '@lib/*': ['./nowhere/*'] } } }),
        'tsconfig.app.json': json({ include: ['flows', 'lib'], compilerOptions: { paths: { '@lib/*': ['./lib/*'] } } }),
      },
    ],
    [
      'of a project that it refers to by its folder',
      {
        'tsconfig.json': json({ files: [], references: [{ path: './config' }] }),
        'config/tsconfig.json': json({ extends: '../base.json', include: ['../flows'] }),
        'base.json': paths('./lib/*'),
      },
    ],
  ])('%s', async (_what, files) => {
    const own = { 'flows/flow.ts': flow("import { name } from '@lib/word'"), 'lib/word.ts': WORD }
    expect(await namesIn({ ...own, ...files }, 'flows/flow.ts')).toEqual(['found'])
  })

  it('of each package, where several have the same alias', async () => {
    const files = {
      'tsconfig.json': paths('./nowhere/*'),
      'packages/flows/tsconfig.json': paths('./src/lib/*'),
      'packages/flows/src/flow.ts': flow("import { name } from '@lib/word'"),
      'packages/flows/src/lib/word.ts': "export { name } from '../../../shared/src/index'",
      'packages/shared/tsconfig.json': paths('./src/own/*'),
      'packages/shared/src/index.ts': "export { name } from '@lib/word'",
      'packages/shared/src/own/word.ts': WORD,
    }
    expect(await namesIn(files, 'packages/flows/src/flow.ts')).toEqual(['found'])
  })
})

describe('packages', () => {
  it('with imports of their own that begin with "#"', async () => {
    const files = {
      'package.json': json({ type: 'module', imports: { '#lib/*': './lib/*.ts', '#word': { node: './lib/word.ts' } } }),
      'flows/flow.ts': flow("import { name } from '#word'\nimport '#lib/word'"),
      'lib/word.ts': WORD,
    }
    expect(await namesIn(files, 'flows/flow.ts')).toEqual(['found'])
  })

  const shared = (manifest: object) => ({
    'package.json': json({ private: true, workspaces: ['packages/*'] }),
    'packages/flows/package.json': json({ name: '@my/flows', dependencies: { '@my/shared': '*' } }),
    'packages/flows/flow.ts': flow("import { name } from '@my/shared'"),
    'packages/shared/package.json': json({ name: '@my/shared', ...manifest }),
    'packages/shared/src/index.ts': "export { name } from './word.js'",
    'packages/shared/src/word.ts': WORD,
  })

  it.each<[string, object]>([
    ['whose main file is TypeScript', { main: './src/index.ts' }],
    ['whose exports are TypeScript', { type: 'module', exports: { '.': './src/index.ts' } }],
    ['whose exports have conditions', { exports: { '.': { types: './src/index.ts', default: './src/index.ts' } } }],
  ])('of a workspace, %s', async (_what, manifest) => {
    const links = { 'node_modules/@my/shared': '../../packages/shared' }
    expect(await namesIn(shared(manifest), 'packages/flows/flow.ts', links)).toEqual(['found'])
  })

  it('of a workspace that is not built yet are refused with advice', async () => {
    const links = { 'node_modules/@my/shared': '../../packages/shared' }
    const files = shared({ exports: { '.': './dist/index.js' } })
    await expect(namesIn(files, 'packages/flows/flow.ts', links)).rejects.toThrow(
      /Could not resolve "@my\/shared".*"\.\/dist\/index\.js".*Build it/s,
    )
  })

  it('that pnpm installed, with dependencies of their own', async () => {
    const store = 'node_modules/.pnpm'
    const files = {
      'package.json': json({ dependencies: { one: '1.0.0' } }),
      'flow.ts': flow("import { name } from 'one'"),
      [`${store}/one@1.0.0/node_modules/one/package.json`]: json({
        name: 'one',
        type: 'module',
        exports: './index.js',
      }),
      [`${store}/one@1.0.0/node_modules/one/index.js`]: "export { name } from 'two'",
      [`${store}/two@1.0.0/node_modules/two/package.json`]: json({ name: 'two', main: 'index.js' }),
      [`${store}/two@1.0.0/node_modules/two/index.js`]: "exports.name = require('./data.json').name",
      [`${store}/two@1.0.0/node_modules/two/data.json`]: json({ name: 'found' }),
    }
    const links = {
      'node_modules/one': '.pnpm/one@1.0.0/node_modules/one',
      [`${store}/one@1.0.0/node_modules/two`]: '../../two@1.0.0/node_modules/two',
    }
    expect(await namesIn(files, 'flow.ts', links)).toEqual(['found'])
  })

  it('that are both ESM and CommonJS', async () => {
    const files = {
      'flow.ts': flow("import { name } from 'dual'"),
      'node_modules/dual/package.json': json({
        name: 'dual',
        exports: { '.': { import: './index.mjs', require: './index.cjs' } },
      }),
      'node_modules/dual/index.mjs': "export const name = 'found'",
      'node_modules/dual/index.cjs': "exports.name = 'cjs'",
    }
    expect(await namesIn(files, 'flow.ts')).toEqual(['found'])
  })
})

describe('modules', () => {
  it.each<[string, string, string, Files?]>([
    [
      'TypeScript in a project of CommonJS',
      'flow.ts',
      flow("const name = 'found'"),
      { 'package.json': json({ type: 'commonjs' }) },
    ],
    ['.mts', 'flow.mts', flow("const name = await Promise.resolve('found')")],
    ['.cts with import and export', 'flow.cts', flow("const name = 'found'")],
    [
      '.cts with require',
      'flow.cts',
      `import sdk = require('@aiflow/sdk')\nconst { BashOperator, Workflow } = sdk\nconst name = 'found'\n${FLOW}`,
    ],
    [
      '.cjs',
      'flow.cjs',
      `const { BashOperator, Workflow } = require('@aiflow/sdk')
module.exports = { flow: new Workflow({ name: 'found' }, () => { new BashOperator({ name: 'a', command: 'true' }) }) }`,
    ],
    [
      '.cjs that is one workflow',
      'flow.cjs',
      `const { BashOperator, Workflow } = require('@aiflow/sdk')
module.exports = new Workflow({ name: 'found' }, () => { new BashOperator({ name: 'a', command: 'true' }) })`,
    ],
    [
      '.js of a project of CommonJS',
      'flow.js',
      `const { BashOperator, Workflow } = require('@aiflow/sdk')
exports.flow = new Workflow({ name: 'found' }, () => { new BashOperator({ name: 'a', command: 'true' }) })`,
      { 'package.json': '{}' },
    ],
    ['.mjs', 'flow.mjs', flow("const name = 'found'")],
    ['.tsx', 'flow.tsx', flow("const name: string = 'found'")],
    ['lines that end as on Windows', 'flow.ts', flow("const name = 'found'").replaceAll('\n', '\r\n')],
    ['a mark of the order of bytes', 'flow.ts', `\uFEFF${flow("const name = 'found'")}`],
    [
      'JSON, with and without an attribute',
      'flow.ts',
      flow(
        "import one from './a.json' with { type: 'json' }\nimport { name } from './a.json'\nif (one.name !== name) throw new Error('two')",
      ),
      { 'a.json': json({ name: 'found' }) },
    ],
    [
      'a default export',
      'flow.ts',
      `${SDK}const name = 'found'\n${FLOW.replace('export const flow =', 'export default')}`,
    ],
    [
      'another workflow, which is not uploaded',
      'flow.ts',
      flow("import { flow as other } from './other'\nconst name = other.name === 'other' && 'found'"),
      { 'other.ts': flow("const name = 'other'") },
    ],
    ['decorators and enums', 'flow.ts', flow("enum Word { found = 'found' }\nconst name = Word.found")],
  ])('%s', async (_what, entry, text, files = {}) => {
    expect(await namesIn({ [entry]: text, ...files }, entry)).toEqual(['found'])
  })

  it('a folder that is a link', async () => {
    const files = { 'real/flow.ts': flow("import { name } from './word'"), 'real/word.ts': WORD }
    expect(await namesIn(files, 'flows/flow.ts', { flows: 'real' })).toEqual(['found'])
  })
})

describe('a tsconfig.json that cannot be used is named', () => {
  it('because it extends itself', async () => {
    const files = {
      'tsconfig.json': json({ extends: './other.json' }),
      'other.json': json({ extends: './tsconfig.json' }),
      'flow.ts': flow("const name = 'found'"),
    }
    await expect(namesIn(files, 'flow.ts')).rejects.toThrow(/tsconfig\.json|other\.json/)
  })

  it('because it is no JSON', async () => {
    await expect(
      namesIn({ 'tsconfig.json': '{ "compilerOptions": ', 'flow.ts': flow("const name = 'found'") }, 'flow.ts'),
    ).rejects.toThrow(/tsconfig\.json:1/)
  })
})
