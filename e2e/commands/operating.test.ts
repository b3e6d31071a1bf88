import type { WorkflowExecutionDetail, WorkflowScheduleResource, WorkflowTriggerResource } from '@aiflow/sdk/client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TemporaryHome } from '../support/temporary-home.ts'
import { waitFor, waitUntil } from '../support/wait-for.ts'

const place = new TemporaryHome()

beforeAll(async () => {
  place.write(
    'training.ts',
    `import { BashOperator, Workflow } from '@aiflow/sdk'
const parameters = {
  type: 'object',
  properties: { version: { type: 'string' }, rate: { type: 'number', default: 0.1 } },
  required: ['version'],
}
export const training = new Workflow({ name: 'training', namespace: 'team-a', parameters }, () => {
  const load = new BashOperator({ name: 'load', command: 'test -e ${place.path}/mended' })
  new BashOperator({ name: 'prepare', command: 'true' })
  const train = new BashOperator({ name: 'train', command: 'cat "$AIFLOW_PARAMETERS_FILE"' })
  train.startAfter(load)
})`,
  )
  place.write('parameters.yaml', 'version: from the file\nrate: 0.2\n')
  await place.run('server', 'start', '-d', '--port', '0')
  for (const name of ['team-a', 'team-b']) await place.run('namespace', 'add', name)
  await place.run('workflow', 'upload', 'training.ts')
})
afterAll(() => place.remove())

const inTeam = (...words: string[]) => place.run('-n', 'team-a', ...words)
const executions = () => place.json<WorkflowExecutionDetail[]>('-n', 'team-a', 'workflow-execution', 'list')

it('a namespace that is not empty stays, and one that is goes', async () => {
  const { exitCode, stderr } = await place.call('namespace', 'delete', 'team-a', '--yes')
  expect(stderr).toContain('training')
  expect(exitCode).toBe(1)
  expect(await place.run('namespace', 'delete', 'team-b', '-y')).toBe('Deleted namespace "team-b".\n')
})

it('parameters are checked, and text stays text where the workflow wants text', async () => {
  const missing = await place.call('-n', 'team-a', 'workflow-execution', 'start', 'training')
  expect(missing.stderr).toContain('"version"')
  expect(missing.exitCode).toBe(1)
  const noFile = await place.call('workflow-execution', 'start', 'training', '--params-file', 'nope.yaml')
  expect(noFile.stderr).toMatch(/^Error: The file ".*nope\.yaml" does not exist\. Give one with parameters\.\n$/)
  await inTeam('workflow-execution', 'start', 'training', '--params-file', 'parameters.yaml', '-p', 'version=1.0')
  expect((await executions())[0]?.parameters).toEqual({ version: '1.0', rate: 0.2 })
})

it('an execution that failed goes on where it failed', async () => {
  const [execution] = await waitFor('the execution to fail', async () => {
    const found = await executions()
    return found[0]?.status === 'FAILED' ? found : null
  })
  const id = String(execution?.id)
  place.write('mended', '')
  const { exitCode, stdout, stderr } = await place.call('workflow-execution', 'rerun', id, '--wait')
  expect(stdout).toContain('SUCCESS')
  expect(stderr).toContain('load/2')
  expect(stderr, 'what was so before').not.toContain('prepare')
  expect(await place.run('task-execution', 'show', id, 'load')).toMatch(/Created .* by hand\n/)
  expect(exitCode).toBe(0)
  expect(await place.run('task-execution', 'show', id, 'load')).toContain(`${id}/load/2`)
  expect(JSON.parse(await place.run('task-execution', 'logs', id, 'train'))).toEqual({ version: '1.0', rate: 0.2 })
})

it('a trigger from the command line starts what its expression says, in its namespace only', async () => {
  const add = ['workflow-trigger', 'add', 'training', 'large', '--cel', 'event.json.rows > 100', '--keys', 'data']
  await inTeam(...add, '-p', 'version=2', '--overlap', 'queue')
  const [trigger] = await place.json<WorkflowTriggerResource[]>('-n', 'team-a', 'workflow-trigger', 'list')
  expect(trigger).toMatchObject({ name: 'large', overlap: 'queue', parameters: { version: '2' } })
  const before = (await executions()).length
  await inTeam('event', 'send', 'data', '{"rows":5}')
  await place.run('event', 'send', 'data', '{"rows":500}')
  await inTeam('event', 'send', 'data', '{"rows":500}')
  await waitUntil('the execution', async () => (await executions()).length === before + 1)
})

it('a paused schedule starts nothing, and still tells its times', async () => {
  await inTeam('workflow-schedule', 'add', 'training', 'often', 'interval@0 0 0 1', '-p', 'version=3')
  expect(await inTeam('workflow-schedule', 'pause', 'training/often')).toContain('is paused')
  const [schedule] = await place.json<WorkflowScheduleResource[]>('-n', 'team-a', 'workflow-schedule', 'list')
  expect(schedule).toMatchObject({ paused: true, nextTime: null })
  expect(await inTeam('workflow-schedule', 'show', 'training', 'often')).toContain('Next, if it were not paused')
})
