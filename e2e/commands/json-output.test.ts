import { readFileSync } from 'node:fs'
import type { WorkflowExecutionDetail } from '@aiflow/sdk/client'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TemporaryHome } from '../support/temporary-home.ts'

const place = new TemporaryHome()

/** One call or more of each command, in an order in which each finds what it is about. */
const CALLS = `
version
completion bash
config init
context add other http://127.0.0.1:1
context use other
context show
context use home
context list
context delete other --yes
config list
config get-value server.port
server status
workflow check work.ts
workflow upload work.ts
workflow list
workflow show work
workflow snapshots work
workflow show-snapshot work HASH
workflow disable work
workflow enable work
workflow-execution start once --wait
start once --wait
workflow-execution start work
workflow-execution list
workflow-execution show ENDED
workflow-execution trigger ENDED
workflow-execution outputs ENDED
workflow-execution states ENDED
workflow-execution verdicts LIVING
workflow-execution watch --limit 1
workflow-execution pause LIVING
workflow-execution resume LIVING
task-execution list ENDED
task-execution find
task-execution show ENDED say
task-execution items ENDED say
task-execution logs ENDED say
task-execution logs ENDED say --grep one
logs ENDED say
task-execution logs ENDED say -f
task-execution trigger ENDED say
task-execution output ENDED say
task-execution metrics ENDED say
task-execution artifacts ENDED say
task-execution download ENDED say --to downloads
worker list
task-execution start LIVING again
task-execution restart LIVING again
task-execution stop LIVING stay
why ENDED say
why-not LIVING again
workflow-execution start ask
approval list
approval show ASKED/ask
approval answer ASKED/ask go
rule list LIVING
rule disable LIVING again on-go
rule enable LIVING again on-go
rule close LIVING again on-go
event try key value
event send key value
event list
event list --kind status
event show 1
event count
event offset 10m
event listen key --begin-offset 0 --limit 1
dead-letter list
namespace add other
namespace list
namespace show other
namespace set-properties other a=b
namespace delete other --yes
pool set slots 2
pool list
pool delete slots --yes
secret set db --file work.ts
secret list
secret rotate-key
connection types
connection set api --type http url=http://127.0.0.1:1 --secret token=db
connection list
connection show api
connection delete api --yes
secret delete db --yes
token create ci --role viewer
token list
token revoke ci --yes
audit list
workflow-trigger add work more --event key
workflow-trigger list
workflow-trigger show work more
workflow-trigger pause work more
workflow-trigger resume work more
workflow-trigger delete work more --yes
workflow-trigger delete-all work --yes
workflow-schedule add work nightly cron@@daily
workflow-schedule list
workflow-schedule show work nightly
workflow-schedule pause work nightly
workflow-schedule resume work nightly
workflow-schedule delete work nightly --yes
workflow-schedule delete-all work --yes
workflow backfill once --from 2025-01-01 --to 2026-01-01 --expression cron@@daily --dry-run
workflow backfill once --from 2025-01-01 --to 2026-01-01 --expression cron@@daily
backfill pause 1
backfill list
backfill show 1
backfill resume 1
backfill stop 1
open --print
workflow-execution stop LIVING --wait
workflow-execution rerun LIVING
workflow-execution stop-all work --yes
workflow-execution delete ENDED --yes
db backup
server stop --all
db upgrade
server start -d --port 0
`
  .trim()
  .split('\n')

/** What needs something to work on that the story above does not have. */
const NEEDS_MORE = [
  'artifact get',
  'artifact list',
  'artifact put',
  'connection test',
  'db downgrade',
  'db init',
  'db reset',
  'db restore',
  'dead-letter drop',
  'dead-letter retry',
  'dead-letter show',
  'dev',
  'mcp',
  'task-execution retry',
  'workflow delete',
  'worker forget',
  'worker start',
  'workflow delete-snapshot',
]

/** Of commands that go on until something ends them: a line of JSON for each item. */
const STREAMS = /^(event listen|workflow-execution watch|task-execution logs .* -f)/

beforeAll(async () => {
  place.write(
    'work.ts',
    `import { ApprovalOperator, BashOperator, FunctionOperator, TaskAction, Workflow } from '@aiflow/sdk'
export const once = new Workflow({ name: 'once' }, () => {
  new FunctionOperator({ name: 'say', run: () => { console.log('one'); console.log('two'); return [1] } })
})
export const ask = new Workflow({ name: 'ask' }, () => {
  new ApprovalOperator({ name: 'ask', message: 'Go?', choices: ['go'] })
})
export const work = new Workflow({ name: 'work', lifetime: 'untilStopped' }, () => {
  new BashOperator({ name: 'stay', command: 'sleep 600' })
  new BashOperator({ name: 'again', command: 'true' }).actionOnEventReceived(TaskAction.START, 'go')
})`,
  )
  await place.run('server', 'start', '-d', '--port', '0')
})
afterAll(() => place.remove())

/** The workflow whose newest execution a word stands for. */
const WORKFLOWS: Readonly<Record<string, string>> = { ENDED: 'once', LIVING: 'work', ASKED: 'ask' }

async function fillIn(word: string): Promise<string> {
  if (word === 'HASH') return (await place.json<{ hash: string }[]>('workflow', 'snapshots', 'work'))[0]?.hash ?? ''
  const [name = '', ...task] = word.split('/')
  const workflow = WORKFLOWS[name]
  if (workflow === undefined) return word
  const newest = (await place.json<WorkflowExecutionDetail[]>('workflow-execution', 'list', workflow))[0]
  return [String(newest?.id), ...task].join('/')
}

it('every command is in the story', () => {
  const page = readFileSync(new URL('../../docs/reference/interfaces.md', import.meta.url), 'utf8')
  const documented = new Set([...page.matchAll(/^\| `([a-z][^`]*)`/gm)].map(([, name = '']) => name))
  const missing = [...documented].filter((name) => !CALLS.some((call) => `${call} `.startsWith(`${name} `)))
  expect(missing.sort()).toEqual(NEEDS_MORE.toSorted())
})

it('results are JSON on stdout with "-o json", and words go to stderr', async () => {
  for (const call of CALLS) {
    const words = await Promise.all(call.split(' ').map(fillIn))
    let isOver = false
    const calling = place.call(...words, '-o', 'json').finally(() => {
      isOver = true
    })
    // It prints what changes while it watches, and says nothing before.
    while (call.startsWith('workflow-execution watch') && !isOver)
      await place.run('workflow-execution', 'start', 'once', '--wait')
    const { exitCode, stdout, stderr } = await calling
    expect({ call, exitCode, stderr: exitCode === 0 ? '' : stderr }).toEqual({ call, exitCode: 0, stderr: '' })
    const texts = STREAMS.test(call) ? stdout.trim().split('\n') : [stdout]
    for (const text of texts) expect(() => JSON.parse(text), `${call}: ${text}`).not.toThrow()
  }
})

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

it('a log is a list of its lines', async () => {
  await place.run('workflow-execution', 'start', 'once', '--wait')
  const lines = await place.json('task-execution', 'logs', await fillIn('ENDED'), 'say')
  expect(lines).toMatchObject([
    { attempt: 1, line: 'one', time: expect.stringMatching(ISO) },
    { attempt: 1, line: 'two', time: expect.stringMatching(ISO) },
  ])
})

it('a list that is longer than what it prints says so in every format', async () => {
  for (const format of ['table', 'json', 'yaml', 'plain']) {
    const { stderr } = await place.call('event', 'list', '--all', '--limit', '1', '-o', format)
    expect(stderr).toContain('the newest 1')
  }
})
