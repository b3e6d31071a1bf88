import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { bundleWorkflow } from '../src/bundle/bundle-workflow.ts'
import { readYaml } from '../src/commands/read-yaml.ts'
import { WorkflowFolder } from './workflow-files.ts'

const folder = new WorkflowFolder()
afterAll(() => folder.remove())

const NOT_UTF8 = Buffer.from([0x61, 0xff, 0x62])
const PROGRAM = join(import.meta.dirname, '../bin/aiflow.js')

/** Only a shell can give a program what is not UTF-8. */
async function run(argument: string) {
  const script = `exec "$1" "$2" event send key "$(printf '${argument}')" --server http://127.0.0.1:1 --nope`
  const error = await promisify(execFile)('sh', ['-c', script, 'sh', process.execPath, PROGRAM]).catch((cause) => cause)
  return { code: error.code, stderr: String(error.stderr) }
}

test.runIf(process.platform === 'linux').each(['a\\377b', '\\355\\240\\200', '\\303'])(
  'the argument %s, which is not UTF-8, is refused',
  async (argument) => {
    expect(await run(argument)).toEqual({
      code: 2,
      stderr: 'Error: An argument is not valid UTF-8. Encode it as UTF-8.\n',
    })
  },
)

test('an argument with the character that stands for what could not be read is taken', async () => {
  expect((await run('a\\357\\277\\275b')).stderr).not.toContain('UTF-8')
})

test('a file with parameters that is not UTF-8 is refused', () => {
  const path = folder.write('parameters.yaml', '')
  writeFileSync(path, Buffer.concat([Buffer.from('name: '), NOT_UTF8]))
  expect(() => readYaml(path)).toThrow(`The file "${path}" is not valid UTF-8.`)
})

test('a workflow file, and what it imports, that is not UTF-8 is refused', async () => {
  const imported = folder.write('text.txt', '')
  const file = folder.write('imports.ts', "import text from './text.txt'\nexport const a = text\n")
  writeFileSync(imported, NOT_UTF8)
  await expect(bundleWorkflow(file)).rejects.toThrow(`The file "${imported}" is not valid UTF-8.`)
  writeFileSync(imported, 'ä')
  expect((await bundleWorkflow(file)).code).toContain('\\xE4')
})
