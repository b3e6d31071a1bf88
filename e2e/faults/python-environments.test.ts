import { execFileSync } from 'node:child_process'
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'
import { Execution } from '../support/execution.ts'
import { SmallDisk } from './support/small-disk.ts'

/** A package with a module of 8 MiB, which no compression makes smaller. */
const BACKEND = `
import os, zipfile

def build_wheel(folder, settings=None, metadata=None):
    info = 'large-1.0.dist-info'
    files = {
        'large.py': b'VALUE = 1',
        'large.bin': os.urandom(8 * 1024 * 1024),
        f'{info}/METADATA': b'Metadata-Version: 2.1\\nName: large\\nVersion: 1.0\\n',
        f'{info}/WHEEL': b'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n',
        f'{info}/RECORD': b'',
    }
    with zipfile.ZipFile(os.path.join(folder, 'large-1.0-py3-none-any.whl'), 'w') as wheel:
        for name, content in files.items():
            wheel.writestr(name, content)
    return 'large-1.0-py3-none-any.whl'
`

const WORKFLOW = `
import { PythonOperator, Workflow } from '@aiflow/sdk'
export const large = new Workflow({ name: 'large' }, () => {
  new PythonOperator({
    name: 'use',
    callable: 'body:use',
    requirements: 'requirements.txt',
    env: { PIP_CONFIG_FILE: '/dev/null', PIP_NO_INDEX: '1' },
  })
})
`

let home: AIFlowHome
let disk: SmallDisk
let environments: string

beforeEach(() => {
  home = new AIFlowHome()
  environments = join(home.folder, 'worker/environments')
  disk = SmallDisk.mount(4, environments)
})

afterEach(async () => {
  await home.kill()
  disk.remove()
  await home.remove()
})

it('on a full disk no environment is made: one clear reason, nothing half made, and the next try succeeds', async () => {
  mkdirSync(join(home.folder, 'large'))
  const files = {
    'workflow.ts': WORKFLOW,
    'body.py': 'def use():\n    import large\n    return large.VALUE\n',
    'requirements.txt': './large\n',
    'large/pyproject.toml': '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n',
    'large/backend.py': BACKEND,
  }
  for (const [path, text] of Object.entries(files)) writeFileSync(join(home.folder, path), text)
  await home.start()
  await home.upload('workflow.ts', '-f', 'body.py', 'requirements.txt', 'large')

  const execution = await Execution.start(home, 'large')
  const { outcome } = await execution.reached('use', 'FAILED')
  expect(outcome).toMatchObject({
    reason: 'start',
    retryable: true,
    message: expect.stringMatching(
      /^Could not make the Python environment of requirements\.txt: .*No space left on device/,
    ),
  })
  expect(readdirSync(environments).filter((name) => !name.endsWith('.lock'))).toEqual([])

  execFileSync('mount', ['-o', 'remount,size=64m', environments])
  const again = await Execution.start(home, 'large')
  expect(await again.reached('use', 'SUCCESS')).toMatchObject({ outcome: { output: 1 } })
})
