import { execFile } from 'node:child_process'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, describe, expect, test } from 'vitest'
import { programArguments } from '../src/program-file.ts'
import { WorkflowFolder } from './workflow-files.ts'

const folder = new WorkflowFolder()
afterAll(() => folder.remove())

/** As people call it, and as a task does. */
const PROGRAMS = { launcher: [join(import.meta.dirname, '../bin/aiflow.js')], program: programArguments() }

describe.each(['launcher', 'program'] as const)('the %s in a folder that was deleted', (program) => {
  test.each(['--help', 'server start -d', 'workflow upload daily.ts'])(
    'refuses "%s" with one line',
    async (command) => {
      const lost = join(folder.path, 'lost')
      const script = 'mkdir "$0" && cd "$0" && rmdir "$0" && exec "$@"'
      const words = [lost, process.execPath, ...PROGRAMS[program], ...command.split(' ')]
      const error = await promisify(execFile)('sh', ['-c', script, ...words]).catch((cause) => cause)
      expect([error.code, error.stdout, error.stderr]).toEqual([
        1,
        '',
        'Error: The working folder is gone (ENOENT). Change to a folder that exists.\n',
      ])
    },
  )
})
