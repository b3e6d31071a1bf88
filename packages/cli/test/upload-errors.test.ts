import { resolve } from 'node:path'
import { AIFlowError } from '@aiflow/sdk'
import { afterAll, describe, expect, it } from 'vitest'
import { bundleWorkflow } from '../src/bundle/bundle-workflow.ts'
import { explainRejection } from '../src/bundle/explain-rejection.ts'
import { readExtraFiles } from '../src/bundle/extra-files.ts'
import { WorkflowFolder } from './workflow-files.ts'

const folder = new WorkflowFolder()
afterAll(() => folder.remove())

const file = `${folder.path}/flow.ts`
const HEAD = "import { BashOperator, TaskAction, TaskStatus, Workflow } from '@aiflow/sdk'\n"

describe('a workflow file that cannot be used is refused with one clear message', () => {
  it('says that a file is missing', async () => {
    await expect(bundleWorkflow('no/such.ts')).rejects.toMatchObject({
      code: 'INVALID_WORKFLOW_FILE',
      message: `The workflow file "${resolve('no/such.ts')}" does not exist. Give the path of a TypeScript or JavaScript file.`,
    })
  })

  it('says that a folder is not a regular file', async () => {
    await expect(bundleWorkflow(folder.path)).rejects.toMatchObject({
      message: expect.stringContaining('is not a regular file'),
    })
  })

  it('shows where it does not compile', async () => {
    await expect(folder.read('export const a = {\n  b: = 3,\n}')).rejects.toMatchObject({
      code: 'INVALID_WORKFLOW_FILE',
      message: expect.stringContaining(`${file}:2:6\n  2 |   b: = 3,\n    |      ^`),
    })
  })

  it('shows an import that cannot be found', async () => {
    await expect(folder.read("import { a } from './missing.ts'\nexport const b = a")).rejects.toMatchObject({
      message: expect.stringContaining(`Could not resolve "./missing.ts"\n  at ${file}:1:19`),
    })
  })

  it.each([
    ['zod', 'zod'],
    ['@scope/name/part', '@scope/name'],
    ['name/part.js', 'name'],
  ])('says how to install a package that is missing: %s', async (specifier, name) => {
    await expect(folder.read(`import '${specifier}'`)).rejects.toMatchObject({
      message: expect.stringContaining(`install it: npm install ${name}\n`),
    })
  })

  it('says what to do with a file that is not code', async () => {
    folder.write('job.py', 'print(1)')
    await expect(folder.read("import './job.py'")).rejects.toMatchObject({
      message: expect.stringContaining('Upload other programs and files with -f'),
    })
  })

  it('shows an import that the SDK does not have', async () => {
    const text =
      "import * as sdk from '@aiflow/sdk'\nimport { Wrkflow } from '@aiflow/sdk'\nexport const b = [sdk, Wrkflow]"
    await expect(folder.read(text)).rejects.toMatchObject({
      message: expect.stringMatching(/No matching export in ".*" for import "Wrkflow"\n {2}at .*flow\.ts:2:10/),
    })
  })

  it('shows where it throws, in the lines of the author', async () => {
    folder.write(
      'lib/data.ts',
      'interface Unused {\n  a: number\n}\n\nexport function load(): never {\n  throw new TypeError("no data")\n}\n',
    )
    await expect(folder.read("import { load } from './lib/data.ts'\nload()")).rejects.toMatchObject({
      code: 'INVALID_WORKFLOW_FILE',
      message: expect.stringContaining(
        `threw while it was loaded: TypeError: no data\n  at ${folder.path}/lib/data.ts:6:9\n  6 |   throw new TypeError("no data")`,
      ),
    })
  })

  it('shows the errors behind an error, and takes no line of a message for a place', async () => {
    const text = `const inner = new TypeError('two\\n    at nowhere (/etc/passwd:1:1)')
const outer = new Error('outer', { cause: inner })
throw new AggregateError([outer, new RangeError('beside')], 'all')`
    const lines = [
      'AggregateError: all',
      `  at ${file}:3:7`,
      'Caused by Error: outer',
      `  at ${file}:2:15`,
      'Caused by TypeError: two',
      '    at nowhere (/etc/passwd:1:1)',
      `  at ${file}:1:15`,
      'Caused by RangeError: beside',
      `  at ${file}:3:34`,
    ]
    const message = await folder.read(text).then(
      () => '',
      (error: Error) => error.message,
    )
    const shown = message.split('\n').filter((line) => !/^ +\d* *\|/.test(line))
    expect(shown).toEqual([`The workflow file "flow.ts" threw while it was loaded: ${lines[0]}`, ...lines.slice(1)])
  })

  it('says that it exports no workflow', async () => {
    await expect(folder.read('export const a = 1')).rejects.toMatchObject({
      code: 'INVALID_WORKFLOW_FILE',
      message: expect.stringContaining('"flow.ts" exports no workflow.'),
    })
  })

  it('says that it leaves while it is loaded', async () => {
    await expect(folder.read('process.exit(3)')).rejects.toMatchObject({
      message: expect.stringContaining('its process ended with exit code 3'),
    })
  })

  it('ends a file that never finishes loading', async () => {
    const text = 'await new Promise(() => setInterval(() => {}, 1000))'
    await expect(folder.read(text, 1.5)).rejects.toMatchObject({
      message: expect.stringContaining('did not finish loading within 1.5 s'),
    })
  })

  it('says that it waits for something that never happens', async () => {
    await expect(folder.read('await new Promise(() => {})')).rejects.toMatchObject({
      code: 'INVALID_WORKFLOW_FILE',
      message: expect.stringContaining('"flow.ts" never finishes loading: an "await" at its top level waits'),
    })
  })

  it('names files that import each other, if it fails', async () => {
    folder.write('lib/names.ts', "import { prefix } from '../flow.ts'\nexport const name = prefix.trim()")
    const text = "import { name } from './lib/names.ts'\nexport const prefix = 'a'\nexport const all = [name]"
    await expect(folder.read(text)).rejects.toMatchObject({
      message: expect.stringContaining('is defined: flow.ts → lib/names.ts → flow.ts. Move what both need'),
    })
  })

  it.each([
    ['an error of its own', "throw new RangeError('no data')"],
    ['an error of the SDK', "import { Workflow } from '@aiflow/sdk'\nnew Workflow({ name: ' ' }, () => {})"],
  ])('does not blame files that import each other for %s', async (_what, failure) => {
    folder.write('lib/names.ts', "import { prefix } from '../flow.ts'\nexport const name = () => prefix")
    const text = `import { name } from './lib/names.ts'\nexport const prefix = 'a'\nexport const all = name\n${failure}`
    const error = await folder.read(text).catch((each: unknown) => each)
    expect(error).toMatchObject({ message: expect.stringMatching(/no data|" "/) })
    expect(error).toMatchObject({ message: expect.not.stringContaining('import each other') })
  })

  it('names a native package', async () => {
    folder.write('node_modules/fast/package.json', '{ "name": "fast", "main": "index.js" }')
    folder.write('node_modules/fast/index.js', "module.exports = require('./build/fast.node')")
    folder.write('node_modules/fast/build/fast.node', '')
    await expect(folder.read("import fast from 'fast'\nexport const a = fast")).rejects.toMatchObject({
      code: 'INVALID_WORKFLOW_FILE',
      message: expect.stringContaining('"fast" is a native package ("fast.node")'),
    })
  })
})

describe('an invalid definition is refused with the place in the file of the author', () => {
  it.each([
    [
      'a task that is defined twice',
      'DUPLICATE_TASK',
      `  new BashOperator({ name: 'a', command: 'true' })\n  new BashOperator({ name: 'a', command: 'true' })`,
      4,
    ],
    [
      'a rule on an unknown task',
      'UNKNOWN_TASK',
      `\n  workflow.actionOnEventReceived('b', 'key', TaskAction.START)`,
      4,
    ],
    ['a name that is none', 'INVALID_WORKFLOW', `  new BashOperator({ name: 'a b', command: 'true' })`, 3],
    [
      'an unknown status',
      'INVALID_WORKFLOW',
      `  const a = new BashOperator({ name: 'a', command: 'true' })\n  a.actionOnTaskStatus(TaskAction.START, [[a, 'DONE' as TaskStatus]])`,
      4,
    ],
    ['a schedule that is none', 'INVALID_WORKFLOW', `  workflow.schedule('daily', 'every day')`, 3],
  ])('%s', async (_what, code, body, line) => {
    const text = `${HEAD}export const flow = new Workflow({ name: 'flow' }, (workflow) => {\n${body}\n})\n`
    await expect(folder.read(text)).rejects.toMatchObject({
      code,
      message: expect.stringMatching(
        new RegExp(`^The workflow file "flow.ts" is not valid: .*\\n  at ${file}:${line}:\\d+\\n`),
      ),
    })
  })

  it('finds the expression that the server refused', () => {
    const source = "workflow.schedule('daily',\n  'cron@99 * * * *')"
    const refusal = new AIFlowError('INVALID_EXPRESSION', 'The minute 99 is out of range.', {
      details: { expression: 'cron@99 * * * *' },
    })
    expect(explainRejection(refusal, file, source)).toMatchObject({
      code: 'INVALID_EXPRESSION',
      message: expect.stringContaining(`The minute 99 is out of range.\n  at ${file}:2:4`),
    })
  })
})

describe('extra files', () => {
  it('keep their paths, and a folder stands for what is below it', async () => {
    folder.write('data/a.csv', 'a')
    folder.write('data/deep/b.csv', 'b')
    const files = await readExtraFiles(['./data', 'data/a.csv'], folder.path)
    expect(files).toEqual([
      { path: 'data/a.csv', contentBase64: 'YQ==' },
      { path: 'data/deep/b.csv', contentBase64: 'Yg==' },
    ])
  })

  it.each(['../a.csv', '/etc/hosts', 'data/../../a.csv', '..'])(
    'are refused outside of the current folder: %s',
    async (path) => {
      await expect(readExtraFiles([path], folder.path)).rejects.toMatchObject({
        message: expect.stringContaining('is outside the current folder'),
      })
    },
  )

  it('are named where they are missing', async () => {
    await expect(readExtraFiles(['nope.csv'], folder.path)).rejects.toMatchObject({
      message: expect.stringContaining('"nope.csv" does not exist'),
    })
  })
})
