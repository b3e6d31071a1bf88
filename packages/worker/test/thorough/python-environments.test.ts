import { execFileSync } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AttemptSpec, Outcome } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isAlive, processesOf } from '../support/processes.ts'
import { pythonSpec, SNAPSHOT } from '../support/specs.ts'
import { Stage } from '../support/stage.ts'
import { waitFor } from '../support/wait-for.ts'

/** To make an environment takes a while on a busy machine. */
const LIMIT_MS = 120_000

/** A package whose build says that it has begun, and waits for a file. */
const BACKEND = `
import os, time, zipfile

def build_wheel(folder, settings=None, metadata=None):
    with open(os.environ['GATE'] + '.begun', 'a') as file:
        file.write('x')
    while not os.path.exists(os.environ['GATE']):
        time.sleep(0.01)
    info = 'slow-1.0.dist-info'
    files = {
        'slow.py': 'VALUE = 7\\n',
        f'{info}/METADATA': 'Metadata-Version: 2.1\\nName: slow\\nVersion: 1.0\\n',
        f'{info}/WHEEL': 'Wheel-Version: 1.0\\nGenerator: test\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n',
        f'{info}/RECORD': '',
    }
    with zipfile.ZipFile(os.path.join(folder, 'slow-1.0-py3-none-any.whl'), 'w') as wheel:
        for name, text in files.items():
            wheel.writestr(name, text)
    return 'slow-1.0-py3-none-any.whl'
`
const BUILD = '[build-system]\nrequires = []\nbuild-backend = "backend"\nbackend-path = ["."]\n'
const PROJECT = '[project]\nname = "p"\nversion = "0.1.0"\nrequires-python = ">=3.9"\ndependencies = []\n'
const LOCK =
  'version = 1\nrequires-python = ">=3.9"\n\n[[package]]\nname = "p"\nversion = "0.1.0"\nsource = { virtual = "." }\n'

const FILES = {
  'body.py': `
import os, sys
from aiflow_tasks import context
def value():
    import slow
    return [slow.VALUE, os.path.basename(os.path.dirname(os.path.dirname(sys.prefix)))]
def inside():
    import own
    return [own.NAME, sys.prefix != sys.base_prefix]
`,
  'slow/pyproject.toml': BUILD,
  'slow/backend.py': BACKEND,
  'slow.txt': './slow\n',
  'none.txt': '--no-index\nnope==1\n',
  'project/pyproject.toml': PROJECT,
  'project/uv.lock': LOCK,
  'project/src/own.py': 'NAME = "own"\n',
}

let stage: Stage
let gate: string

beforeEach(async () => {
  stage = await Stage.create()
  gate = join(stage.home, 'gate')
  const files = Object.entries(FILES).map(([path, text]) => ({
    path,
    contentBase64: Buffer.from(text).toString('base64'),
  }))
  stage.far.files.set(SNAPSHOT, files)
})

afterEach(() => stage.end())

type More = NonNullable<Parameters<typeof pythonSpec>[1]>

function specOf(name: string, environment: More['environment'], env: More['env'] = {}): AttemptSpec {
  const plain = { PIP_CONFIG_FILE: '/dev/null', PIP_NO_INDEX: '1', UV_OFFLINE: '1', UV_PYTHON_DOWNLOADS: 'never' }
  return pythonSpec(
    { type: 'callable', name, args: [], kwargs: {} },
    { environment, env: { ...plain, GATE: gate, ...env } },
  )
}

const slow = () => specOf('body:value', { type: 'requirements', file: 'slow.txt' })

async function outcomeOf(spec: AttemptSpec): Promise<Outcome> {
  return (await stage.far.report(spec.attemptId, 'finished')).outcome
}

async function logOf({ attemptId }: AttemptSpec): Promise<string> {
  const requestId = randomUUID()
  stage.far.send({ type: 'readLog', requestId, attemptId, offset: 0, maxBytes: 100_000 })
  const { result } = await stage.far.message('log', (message) => message.requestId === requestId)
  return result.type === 'ok' ? result.data : ''
}

const environments = () => {
  const root = join(stage.home, 'worker/environments')
  return existsSync(root) ? readdirSync(root).filter((name) => !name.endsWith('.lock')) : []
}

const begun = () => (existsSync(`${gate}.begun`) ? readFileSync(`${gate}.begun`, 'utf8').length : 0)

const MADE = { type: 'success', output: [7, 'worker'] } as const

test('an environment is made by one of the tasks that need it, while others wait, and is used again', async () => {
  await stage.worker()
  const specs = [slow(), slow()]
  for (const spec of specs) stage.far.start1(spec)
  await waitFor(
    async () => {
      const logs = (await Promise.all(specs.map(logOf))).join('')
      return begun() === 1 && logs.includes('another task makes it') ? true : null
    },
    'one that makes it and one that waits',
    LIMIT_MS,
  )
  writeFileSync(gate, '')
  for (const spec of specs) expect(await outcomeOf(spec)).toEqual(MADE)
  const third = slow()
  stage.far.start1(third)
  expect(await outcomeOf(third)).toEqual(MADE)
  expect(await logOf(third)).toBe('')
  expect(begun()).toBe(1)
  expect(environments()).toHaveLength(1)
})

test.each([
  ['stopped', (spec: AttemptSpec) => stage.far.stop1(spec.attemptId)],
  ['killed', (spec: AttemptSpec) => process.kill(launchOf(spec), 'SIGKILL')],
])('what is half made is made again where the task that made it is %s', async (_, end) => {
  await stage.worker()
  const first = slow()
  stage.far.start1(first)
  await waitFor(() => (begun() === 1 ? true : null), 'pip to build', LIMIT_MS)
  const processes = processesOf(first.attemptId)
  end(first)
  expect((await outcomeOf(first)).type).not.toBe('success')
  await waitFor(() => (processes.some(isAlive) ? null : true), 'the end of its processes')
  writeFileSync(gate, '')
  const second = slow()
  stage.far.start1(second)
  expect(await outcomeOf(second)).toEqual(MADE)
  expect(begun()).toBe(2)
  expect(environments()).toHaveLength(1)
})

/** The program that runs the Python of the task. */
function launchOf({ attemptId }: AttemptSpec): number {
  const found = processesOf(attemptId).find((pid) => {
    const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0')
    return words[1]?.endsWith('aiflow_launch')
  })
  return found ?? Number.NaN
}

test('what pip says is the reason, and nothing is left', async () => {
  await stage.worker()
  const spec = specOf('body:value', { type: 'requirements', file: 'none.txt' })
  stage.far.start1(spec)
  expect(await outcomeOf(spec)).toMatchObject({
    reason: 'start',
    retryable: true,
    message: expect.stringMatching(/^Could not make the Python environment of none\.txt: ERROR: .*nope==1/),
  })
  expect(await logOf(spec)).toContain('No matching distribution found for nope==1')
  expect(environments()).toEqual([])
})

test('a project of uv runs in its environment, and finds its own modules', async () => {
  await stage.worker()
  const spec = specOf('body:inside', { type: 'uv', folder: 'project' })
  stage.far.start1(spec)
  expect(await outcomeOf(spec)).toEqual({ type: 'success', output: ['own', true] })
})

test('where uv is missing, the reason says so', async () => {
  await stage.worker()
  const bin = join(stage.home, 'bin')
  mkdirSync(bin)
  const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim()
  writeFileSync(join(bin, 'python3'), `#!/bin/sh\nexec ${python} "$@"\n`)
  chmodSync(join(bin, 'python3'), 0o755)
  const spec = specOf('body:inside', { type: 'uv', folder: 'project' }, { PATH: bin })
  stage.far.start1(spec)
  expect(await outcomeOf(spec)).toMatchObject({ reason: 'start', message: expect.stringContaining('no program "uv"') })
})
