import { type WorkflowDefinition, workflowDefinitionSchema } from '@aiflow/sdk/internal/wire'
import { expect, test } from 'vitest'
import { requireFiles } from './check-files.ts'

function definitionOf(operator: object): WorkflowDefinition {
  const command = { name: 'clean', operator: { type: 'bash', command: './clean.sh' } }
  const tasks = [command, { name: 'train', operator: { type: 'python', ...operator } }]
  return workflowDefinitionSchema.parse({ formatVersion: 1, sdkVersion: '1', namespace: 'default', name: 'w', tasks })
}

const SCRIPT = { type: 'script', file: 'jobs/train.py' }
const CALLABLE = { type: 'callable', name: 'm:f' }

test.each<[string, object, string[]]>([
  ['a script', { run: SCRIPT }, ['jobs/train.py']],
  ['requirements', { run: CALLABLE, environment: { type: 'requirements', file: 'r.txt' } }, ['r.txt']],
  ['a project of uv', { run: CALLABLE, environment: { type: 'uv', folder: '.' } }, ['pyproject.toml', 'uv.lock']],
  [
    'a project of uv',
    { run: SCRIPT, environment: { type: 'uv', folder: 'p' } },
    ['jobs/train.py', 'p/pyproject.toml', 'p/uv.lock'],
  ],
  ['none', { run: CALLABLE, environment: { type: 'venv', folder: '/v' } }, []],
])('each file that a task runs has to be uploaded with it: %s', (_, operator, needed) => {
  const definitions = [definitionOf(operator)]
  expect(() => requireFiles(definitions, needed)).not.toThrow()
  for (const missing of needed) {
    const others = needed.filter((path) => path !== missing)
    const error = { code: 'INVALID_WORKFLOW', message: expect.stringContaining(`-f ${missing}`) }
    expect(() => requireFiles(definitions, others)).toThrow(expect.objectContaining(error))
  }
})
