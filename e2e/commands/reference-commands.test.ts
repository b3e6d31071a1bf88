import { afterAll, beforeAll, expect, it } from 'vitest'
import { TemporaryHome } from '../support/temporary-home.ts'
import { waitUntil } from '../support/wait-for.ts'

/*
 * Every command of the reference, called one after the other as its users would: without a person at the terminal, so
 * with --yes where something is destroyed.
 */

const place = new TemporaryHome()

beforeAll(() => {
  place.write(
    'flow.ts',
    `import { BashOperator, Workflow } from '@aiflow/sdk'
export const flow = new Workflow({ name: 'flow' }, () => {
  new BashOperator({ name: 'stay', command: 'cat "$AIFLOW_FILES/note.txt"; sleep 600' })
})`,
  )
  place.write('note.txt', 'note')
})
afterAll(() => place.remove())

const START = [
  'version',
  'config init',
  'config list',
  'config get-value server.port',
  'db init',
  'db upgrade',
  'server start -d --port 0',
  'webserver start -d',
  'namespace add team --property owner=ann',
  'namespace list',
  'workflow upload flow.ts -f note.txt',
  'workflow list -n default',
  'workflow show flow',
  'workflow disable flow',
  'workflow enable flow',
  'workflow-execution start flow',
  'workflow-execution list flow',
  'workflow-execution show 1',
  'task-execution list 1',
  'task-execution show 1 stay',
]

const GO_ON = [
  'task-execution stop 1 stay',
  'task-execution start 1 stay',
  'workflow-execution stop 1 --wait',
  'workflow-execution stop-all flow --yes',
  'workflow-execution delete 1 --yes',
  'workflow-schedule add flow interval@1,0,0,0',
  'workflow-schedule list flow',
  'workflow-schedule show 1',
  'workflow-schedule pause 1',
  'workflow-schedule resume 1',
  'workflow-schedule delete 1 --yes',
  'workflow-schedule delete-all flow --yes',
  'workflow-trigger add flow news --event news',
  'workflow-trigger list flow',
  'workflow-trigger show 1',
  'workflow-trigger pause 1',
  'workflow-trigger resume 1',
  'workflow-trigger delete 1 --yes',
  'workflow-trigger delete-all flow --yes',
  'event send key value --sender me --context {}',
  'event list --sender me --begin-time 2026-01-01',
  'event count key --begin-offset 0',
  'event listen key --begin-offset 0 --limit 1',
  'workflow delete flow --yes',
  'namespace delete team --yes',
  'webserver stop',
  'server start -d --port 0',
  'server stop --all',
  'db reset --yes',
]

/** What the commands that failed said; each is called whatever the others came to. */
async function failuresOf(lines: readonly string[]): Promise<string[]> {
  const failures: string[] = []
  for (const line of lines) {
    // A word with spaces in it is written with commas here.
    const words = line.split(' ').map((word) => (word.startsWith('interval@') ? word.replaceAll(',', ' ') : word))
    const { exitCode, stderr } = await place.call(...words)
    if (exitCode !== 0) failures.push(`aiflow ${line}: ${stderr}`)
  }
  return failures
}

// Some sixty processes.
it('all work, one after the other', { timeout: 600_000 }, async () => {
  expect(await failuresOf(START)).toEqual([])
  await waitUntil('the task to run', async () => {
    return (await place.run('task-execution', 'list', '1', '-o', 'plain')).includes('RUNNING')
  })
  expect(await failuresOf(GO_ON)).toEqual([])
})

it('print what the server gave as JSON and as YAML', async () => {
  await place.run('server', 'start', '-d', '--port', '0')
  expect(JSON.parse(await place.run('namespace', 'list', '-o', 'json'))).toMatchObject([{ name: 'default' }])
  expect(await place.run('namespace', 'list', '-o', 'yaml')).toMatch(/^- name: default\n {2}properties: \{\}\n/)
})
