import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, describe, expect, it } from 'vitest'
import { bundleWorkflow, withSourceMap } from '../src/bundle/bundle-workflow.ts'
import { isProcessAlive } from '../src/home/processes.ts'
import { WorkflowFolder } from './workflow-files.ts'

const folder = new WorkflowFolder()
afterAll(() => folder.remove())

const HEAD = "import { BashOperator, FunctionOperator, Workflow } from '@aiflow/sdk'\n"

describe('a workflow file', () => {
  it('gives the data form of every workflow that it exports, each once', async () => {
    const text = `${HEAD}export const first = new Workflow({ name: 'first' }, () => {
      new BashOperator({ name: 'say', command: 'echo hi' })
    })
    export const again = first
    export default new Workflow({ name: 'second', namespace: 'team' }, () => {
      new FunctionOperator({ name: 'count', run: () => 1 })
    })`
    const definitions = await folder.read(text)
    expect(definitions.map(({ namespace, name }) => `${namespace}/${name}`).sort()).toEqual([
      'default/first',
      'team/second',
    ])
    expect(definitions.find(({ name }) => name === 'first')?.tasks[0]).toMatchObject({
      operator: { type: 'bash', command: 'echo hi' },
    })
  })

  it('leaves nothing running that it starts while it is loaded', async () => {
    const file = join(folder.path, 'pid')
    const text = `${HEAD}import { spawn } from 'node:child_process'
    import { writeFileSync } from 'node:fs'
    writeFileSync(${JSON.stringify(file)}, String(spawn('sleep', ['600'], { stdio: 'inherit' }).pid))
    export const flow = new Workflow({ name: 'flow' }, () => {
      new BashOperator({ name: 'say', command: 'echo hi' })
    })`
    expect(await folder.read(text)).toHaveLength(1)
    const pid = Number(readFileSync(file, 'utf8'))
    expect(pid).toBeGreaterThan(1)
    await expect.poll(() => isProcessAlive(pid)).toBe(false)
  })

  it('may use CommonJS packages, require and the names of a module that it declares itself', async () => {
    folder.write('node_modules/old/package.json', '{ "name": "old", "main": "index.js" }')
    folder.write(
      'node_modules/old/index.js',
      "const name = 'os'; module.exports = { folder: __dirname, cpus: require(name).cpus }",
    )
    const text = `${HEAD}import { createRequire } from 'node:module'
    import old from 'old'
    const require = createRequire(import.meta.url)
    const __dirname = 'mine'
    if (typeof old.cpus !== 'function' || typeof require('node:fs').readFileSync !== 'function') throw new Error('no')
    export const flow = new Workflow({ name: __dirname }, () => { new BashOperator({ name: 'a', command: 'true' }) })`
    expect(await folder.read(text)).toMatchObject([{ name: 'mine' }])
  })

  it('may leave timers open and print while it is loaded', async () => {
    const text = `${HEAD}setInterval(() => {}, 1000)
    export const flow = new Workflow({ name: 'flow' }, () => { new BashOperator({ name: 'a', command: 'true' }) })`
    expect(await folder.read(text)).toHaveLength(1)
  })
})

describe('a bundle', () => {
  it('is the same for the same file, and stands alone with the SDK in it', async () => {
    const path = folder.write('same.ts', `${HEAD}export const flow = new Workflow({ name: 'flow' }, () => {})`)
    const [first, second] = [await bundleWorkflow(path), await bundleWorkflow(path)]
    expect(withSourceMap(first)).toBe(withSourceMap(second))
    expect(first.code).not.toMatch(/from ["']@aiflow/)
    expect(first.sourceMap.sources).toContain('same.ts')
    const copy = join(folder.path, 'copy.mjs')
    writeFileSync(copy, withSourceMap(first))
    expect((await import(pathToFileURL(copy).href)).flow.name).toBe('flow')
  })

  it('keeps the names of classes, which the definition refers to', async () => {
    const text = `import { AIFlowOperator, Workflow } from '@aiflow/sdk'
    class Train extends AIFlowOperator { start() {} }
    export const flow = new Workflow({ name: 'flow' }, () => { new Train({ name: 'train' }) })`
    expect(await folder.read(text)).toMatchObject([{ tasks: [{ operator: { type: 'code', className: 'Train' } }] }])
  })
})
