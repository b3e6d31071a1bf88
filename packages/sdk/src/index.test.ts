import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { build } from 'esbuild'
import { expect, test } from 'vitest'
import * as sdk from './index.ts'
import { SDK_VERSION } from './version.ts'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

test('the names of the reference that live at run time are all exported', () => {
  const names = [
    'TaskAction',
    'Condition',
    'ExecutionType',
    'Operator',
    'AIFlowOperator',
    'OperatorConfigItem',
    'TaskRule',
    'WorkflowRule',
    'StateDescriptor',
    'StateType',
    'ValueStateDescriptor',
    'TaskStatus',
    'WorkflowStatus',
    'TaskExecution',
    'TaskExecutionKey',
    'Workflow',
    'WorkflowContextManager',
    'WorkflowExecution',
  ]
  expect(Object.keys(sdk)).toEqual(expect.arrayContaining(names))
})

test('a bundle of a workflow carries the SDK alone, without zod', async () => {
  const { metafile } = await build({
    entryPoints: [here('./index.ts')],
    bundle: true,
    write: false,
    metafile: true,
    format: 'esm',
    conditions: ['source'],
  })
  const inputs = Object.keys(metafile.inputs)
  expect(inputs.filter((input) => input.includes('node_modules') || input.includes('/wire/'))).toEqual([])
})

test('docs/reference/sdk.md names everything that is exported', () => {
  const page = readFileSync(here('../../../docs/reference/sdk.md'), 'utf8')
  expect(Object.keys(sdk).filter((name) => !page.includes(name))).toEqual([])
})

test('SDK_VERSION is the version of the package', () => {
  expect(SDK_VERSION).toBe(JSON.parse(readFileSync(here('../package.json'), 'utf8')).version)
})
