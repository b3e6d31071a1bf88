import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { bundleWorkflow } from '../src/bundle/bundle-workflow.ts'
import { describeBundle } from '../src/bundle/describe-bundle.ts'
import { ownFileRemarks } from '../src/npm-packages/own-file-remarks.ts'
import { packageRemarks } from '../src/npm-packages/package-remarks.ts'
import { WorkflowFolder } from './workflow-files.ts'

let folder = new WorkflowFolder()
afterEach(() => {
  folder.remove()
  folder = new WorkflowFolder()
})

const json = (value: unknown) => JSON.stringify(value)
const FLOW = `import { BashOperator, Workflow } from '@aiflow/sdk'
import name from 'native'
export const flow = new Workflow({ name }, () => { new BashOperator({ name: 'a', command: 'true' }) })`

/** A project with the package "native" 1.0.0, which the lock has in some version. */
function project(lock: object | null, manifest: object = { napi: {} }): string {
  folder.write(
    'node_modules/native/package.json',
    json({ name: 'native', version: '1.0.0', main: 'main.js', ...manifest }),
  )
  folder.write('node_modules/native/main.js', "module.exports = 'from-the-project'")
  if (lock !== null) folder.write('package-lock.json', json(lock))
  return folder.write('flow.ts', FLOW)
}

const locked = (version = '1.0.0', more: object = {}) => ({
  lockfileVersion: 3,
  packages: { '': {}, 'node_modules/native': { version, integrity: 'sha512-abc', ...more } },
})

describe('a package with a native part', () => {
  it.each([
    ['"napi" in its manifest', { napi: {} }],
    ['a package that builds or finds it', { dependencies: { 'node-gyp-build': '^4' } }],
    ['a package for its own platform alone', { os: ['linux'], cpu: ['x64'] }],
  ])('is left out of the bundle: %s', async (_what, manifest) => {
    const bundle = await bundleWorkflow(project(locked(), manifest))
    expect(bundle.code).toMatch(/from "native"/)
    expect(bundle.packages).toEqual({
      dependencies: { native: '1.0.0' },
      locked: { 'node_modules/native': { version: '1.0.0', integrity: 'sha512-abc' } },
    })
    expect(packageRemarks(bundle.externals)).toEqual([
      'Workers install these npm packages, which a bundle does not contain: native 1.0.0.',
    ])
  })

  it('is left out if a package for this platform is beside it', async () => {
    folder.write('node_modules/native-here/package.json', json({ version: '1.0.0', os: ['linux'], cpu: ['x64'] }))
    const file = project(locked(), { optionalDependencies: { 'native-here': '1.0.0' } })
    expect((await bundleWorkflow(file)).packages?.dependencies).toEqual({ native: '1.0.0' })
  })

  it('is taken from the project while the file is read', async () => {
    const definitions = await describeBundle(await bundleWorkflow(project(locked())))
    expect(definitions.map(({ name }) => name)).toEqual(['from-the-project'])
    expect(existsSync(join(folder.path, 'node_modules/native/main.js'))).toBe(true)
  })

  it('has the version of the lock, and the upload says if another one is installed', async () => {
    const bundle = await bundleWorkflow(project(locked('1.1.0')))
    expect(bundle.packages?.dependencies).toEqual({ native: '1.1.0' })
    expect(packageRemarks(bundle.externals)[1]).toMatch(
      /^Warning: node_modules has "native" 1\.0\.0, but the lock says 1\.1\.0/,
    )
  })

  it('is refused with the place of its import if the lock cannot be used', async () => {
    const cases: [object | null, RegExp][] = [
      [null, /The project has no package-lock\.json/],
      [{ lockfileVersion: 1, dependencies: {} }, /is a lock of version 1/],
      [{ lockfileVersion: 3, packages: { '': {} } }, /package-lock\.json does not have "node_modules\/native"/],
      [locked('1.0.0', { resolved: 'git+ssh://git@example.com/native.git#1' }), /comes from "git\+ssh/],
      [
        { lockfileVersion: 3, packages: { ...locked().packages, '': { dependencies: { native: 'file:../native' } } } },
        /comes from "file:\.\.\/native"/,
      ],
    ]
    for (const [lock, message] of cases) {
      const file = project(lock)
      await expect(bundleWorkflow(file)).rejects.toThrow(message)
      await expect(bundleWorkflow(file)).rejects.toThrow(/flow\.ts:2:/)
      folder.remove()
      folder = new WorkflowFolder()
    }
  })

  it('is refused without integrity, in a lock that is no JSON, and in one that is far too large', async () => {
    await expect(bundleWorkflow(project(locked('1.0.0', { integrity: undefined })))).rejects.toThrow(
      'has no "integrity"',
    )
    writeFileSync(join(folder.path, 'package-lock.json'), '{')
    await expect(bundleWorkflow(join(folder.path, 'flow.ts'))).rejects.toThrow(/cannot be read \(/)
    writeFileSync(join(folder.path, 'package-lock.json'), ' '.repeat(50 * 1024 * 1024))
    await expect(bundleWorkflow(join(folder.path, 'flow.ts'))).rejects.toThrow('has 50 MiB. At most 32 MiB are read')
  })

  it.each(['pnpm-lock.yaml', 'yarn.lock', 'bun.lock'])('needs a lock of npm beside %s', async (name) => {
    folder.write(name, '')
    await expect(bundleWorkflow(project(null))).rejects.toThrow('npm install --package-lock-only')
  })

  it('is bundled as before where only a package imports it and there is no lock', async () => {
    folder.write('node_modules/pure/package.json', json({ name: 'pure', version: '1.0.0', main: 'main.js' }))
    folder.write('node_modules/pure/main.js', "module.exports = require('native')")
    project(null)
    const bundle = await bundleWorkflow(folder.write('flow.ts', FLOW.replace("'native'", "'pure'")))
    expect(bundle.packages).toBeNull()
  })
})

describe('a package that is named as external', () => {
  it('is left out of the bundle, also where only its folders are imported', async () => {
    project(locked(), {})
    folder.write('node_modules/native/lib/inner.js', "module.exports = 'inner'")
    const file = folder.write('flow.ts', FLOW.replace("'native'", "'native/lib/inner.js'"))
    expect((await bundleWorkflow(file)).packages).toBeNull()
    const bundle = await bundleWorkflow(file, ['native'])
    expect(bundle.packages?.dependencies).toEqual({ native: '1.0.0' })
    expect((await describeBundle(bundle)).map(({ name }) => name)).toEqual(['inner'])
  })

  it('must be installed, and belong to a registry', async () => {
    const file = folder.write('flow.ts', FLOW)
    await expect(bundleWorkflow(file, ['native'])).rejects.toThrow('it is not installed in the project')
  })

  it('may have its install scripts denied by the project', async () => {
    folder.write('package.json', json({ allowScripts: { native: false, other: true } }))
    expect((await bundleWorkflow(project(locked()))).packages?.withoutScripts).toEqual(['native'])
  })
})

describe('a bundled package that reads files of its own', () => {
  const IMPORT = FLOW.replace("'native'", "'reader'")

  it.each([
    ["const fs = require('fs'); module.exports = fs.readFileSync(__dirname + '/name.txt', 'utf8').trim()"],
    [
      "const { readFileSync } = require('fs'); const { join } = require('path'); module.exports = readFileSync(join(__dirname, 'name.txt'))",
    ],
  ])('is warned of once: %s', async (code) => {
    folder.write('node_modules/reader/package.json', json({ name: 'reader', version: '1.0.0', main: 'main.js' }))
    folder.write('node_modules/reader/main.js', `require('./again.js'); ${code}`)
    folder.write('node_modules/reader/again.js', code)
    expect(ownFileRemarks(await bundleWorkflow(folder.write('flow.ts', IMPORT)))).toEqual([
      expect.stringMatching(/^Warning: "reader" reads files beside its code \(.*\.js\).*external: \['reader'\]/),
    ])
  })

  it.each([
    ["module.exports = require(__dirname + '/other.js')"],
    ["const { createRequire } = require('module'); module.exports = createRequire(__filename)('./other.js')"],
    ["module.exports = 'name'"],
  ])('is not warned of without a reason: %s', async (code) => {
    folder.write('node_modules/reader/package.json', json({ name: 'reader', version: '1.0.0', main: 'main.js' }))
    folder.write('node_modules/reader/main.js', code)
    expect(ownFileRemarks(await bundleWorkflow(folder.write('flow.ts', IMPORT)))).toEqual([])
  })
})
