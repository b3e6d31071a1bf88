import { execFile } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { bundleWorkflow } from '../src/bundle/bundle-workflow.ts'
import { readYaml } from '../src/commands/arguments/read-yaml.ts'
import { programArguments } from '../src/program-file.ts'
import { WorkflowFolder } from './workflow-files.ts'

const folder = new WorkflowFolder()
afterAll(() => folder.remove())

const NOT_UTF8 = Buffer.from([0x61, 0xff, 0x62])
/** As people call it, and as a task does. */
const PROGRAMS = { launcher: [join(import.meta.dirname, '../bin/aiflow.js')], program: programArguments() }

/** Only a shell can give a program what is not UTF-8. */
async function run(program: keyof typeof PROGRAMS, script: string) {
  const words = [process.execPath, ...PROGRAMS[program], 'event', 'send', '--server', 'http://127.0.0.1:1', '--nope']
  const error = await promisify(execFile)('sh', ['-c', script, 'sh', ...words]).catch((cause) => cause)
  return { code: error.code, stderr: String(error.stderr) }
}

describe.runIf(process.platform === 'linux').each(['launcher', 'program'] as const)('the %s refuses', (program) => {
  test.each(['a\\377b', '\\355\\240\\200', '\\303'])('the argument %s, which is not UTF-8', async (argument) => {
    expect(await run(program, `exec "$@" "$(printf '${argument}')"`)).toEqual({
      code: 2,
      stderr: 'Error: An argument is not valid UTF-8. Encode it as UTF-8.\n',
    })
  })

  test.each(['AIFLOW_NAMESPACE', 'AIFLOW_HOME', 'AIFLOW_SERVER_URL', 'AIFLOW_TOKEN', 'HOME'])(
    'a variable %s that is not UTF-8',
    async (name) => {
      const { code, stderr } = await run(program, `${name}="$(printf 'a\\377')" exec "$@"`)
      expect([code, stderr]).toEqual([
        2,
        `Error: The environment variable "${name}" is not valid UTF-8. Encode it as UTF-8.\n`,
      ])
    },
  )

  test('neither variables of others nor the character that stands for what could not be read', async () => {
    const script = `OTHER="$(printf '\\377')" exec "$@" "$(printf 'a\\357\\277\\275b')"`
    expect((await run(program, script)).stderr).not.toContain('UTF-8')
  })
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
