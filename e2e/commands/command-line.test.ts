import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Event } from '@aiflow/sdk'
import type { TaskExecutionResource, WorkflowExecutionDetail, WorkflowResource } from '@aiflow/sdk/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { isAlive } from '../support/processes.ts'
import { TemporaryHome } from '../support/temporary-home.ts'
import { waitFor, waitUntil } from '../support/wait-for.ts'

const place = new TemporaryHome()
const READY = /The server is ready at (http:\/\/127\.0\.0\.1:\d+)/

const SDK = "import { BashOperator, FunctionOperator, TaskAction, Workflow } from '@aiflow/sdk'\n"

beforeAll(async () => {
  await place.run('server', 'start', '-d', '--port', '0')
})
afterAll(() => place.remove())

const executionsOf = (workflow: string) =>
  place.json<WorkflowExecutionDetail[]>('workflow-execution', 'list', '--workflow', workflow)
const tasksOf = (id: number | string) => place.json<TaskExecutionResource[]>('task-execution', 'list', String(id))

describe('from a file to a finished execution', () => {
  it('uploads a workflow with its extra files, runs it and shows what it did', async () => {
    place.write('data/numbers.csv', '1,2,3\n')
    place.write(
      'sums.ts',
      `${SDK}export const sums = new Workflow({ name: 'sums' }, () => {
        const read = new BashOperator({ name: 'read', command: 'cat "$AIFLOW_FILES/data/numbers.csv"' })
        const add = new FunctionOperator({ name: 'add', run: () => [1, 2, 3].reduce((sum, each) => sum + each, 0) })
        add.startAfter(read)
      })`,
    )
    const uploaded = await place.run('workflow', 'upload', 'sums.ts', '-f', 'data')
    expect(uploaded).toBe('Uploaded "sums" (2 tasks). Start it: aiflow workflow-execution start sums\n')
    expect(await place.run('workflow', 'upload', 'sums.ts', '-f', 'data')).toContain('"sums" is unchanged')

    const { exitCode, stdout, stderr } = await place.call('workflow-execution', 'start', 'sums', '--wait')
    expect(stdout).toMatch(/^Workflow execution \d+ of "sums" ended after .*: SUCCESS\n$/)
    expect(stderr).toContain('add/1  SUCCESS')
    expect(exitCode).toBe(0)

    const id = /execution (\d+)/.exec(stdout)?.[1] ?? ''
    expect(await place.run('task-execution', 'logs', `${id}/read/1`)).toBe('1,2,3\n')
    expect(await place.run('task-execution', 'show', id, 'add')).toMatch(/Outcome +success, output 6\n/)
    expect(await place.run('task-execution', 'show', id, 'add')).toMatch(/by task "read" becoming SUCCESS/)
    expect(await place.run('workflow-execution', 'show', id)).toMatch(/Status +SUCCESS\n/)
    expect(await place.run('workflow', 'show', 'sums')).toMatch(/add +START when task "read" is SUCCESS\n/)
  })

  it('says so where a workflow belongs to another namespace than the one that is named', async () => {
    const { exitCode, stderr } = await place.call('-n', 'elsewhere', 'workflow', 'upload', 'sums.ts', '-f', 'data')
    expect(stderr).toContain(`"sums" is in the namespace "default", not in "elsewhere".`)
    expect(stderr).toContain("{ name: 'sums', namespace: 'elsewhere' }")
    expect(exitCode).toBe(0)
  })

  it('says where a list is longer than what it prints', async () => {
    await place.run('workflow-execution', 'start', 'sums', '--wait')
    const cut = await place.call('workflow-execution', 'list', '--limit', '1')
    expect(cut.stdout.trimEnd().split('\n')).toHaveLength(2)
    expect(cut.stderr).toBe('There are more than 1. Use --limit to see more.\n')
    const whole = await place.call('workflow-execution', 'list')
    expect(whole.stderr).toBe('')
    const forPrograms = await place.call('workflow-execution', 'list', '--limit', '1', '-o', 'plain')
    expect(forPrograms.stderr).toBe('There are more than 1. Use --limit to see more.\n')
  })

  it('tells of the namespaces in a list of all', async () => {
    const [head, first] = (await place.run('-n', '*', 'workflow-execution', 'list')).split('\n')
    expect(head).toMatch(/ NAMESPACE$/)
    expect(first).toMatch(/ default$/)
    expect(await place.run('workflow-execution', 'list')).not.toContain('NAMESPACE')
    expect(await place.run('-n', '*', 'event', 'list', '--all', '-o', 'plain')).toMatch(/\tdefault\n$/)
    const misspelt = await place.call('-n', 'defualt', 'workflow', 'list')
    expect(misspelt.stderr).toMatch(/^No workflows in namespace "defualt"\. Upload one /)
    await place.run('pool', 'set', 'gpu', '2')
    expect(await place.run('-n', '*', 'pool', 'list', '-o', 'plain')).toBe('gpu\t2\t0\t0\tdefault\n')
    const one = await place.call('-n', '*', 'workflow-execution', 'start', 'sums')
    expect(one).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(/^Error: "\*" stands for all namespaces/) })
  })

  it('refuses to watch what is not there', async () => {
    const { exitCode, stderr } = await place.call('workflow-execution', 'watch', '99')
    expect(stderr).toContain('There is no workflow execution 99.')
    expect(exitCode).toBe(1)
  })

  it('ends with exit code 1 where the workflow fails', async () => {
    place.write(
      'fails.ts',
      `${SDK}export const w = new Workflow({ name: 'fails' }, () => { new BashOperator({ name: 'a', command: 'exit 3' }) })`,
    )
    await place.run('workflow', 'upload', 'fails.ts')
    const { exitCode, stdout, stderr } = await place.call('workflow-execution', 'start', 'fails', '--wait')
    expect(stdout).toMatch(/ended after .*: FAILED\n$/)
    expect(stderr).toMatch(/^a\/1: .*exit code 3/m)
    expect(exitCode).toBe(1)
    const id = /execution (\d+)/.exec(stdout)?.[1] ?? ''
    expect(await place.run('workflow-execution', 'show', id)).toMatch(/^Failures\n {2}a\/1: .*exit code 3/m)
  })

  it('stores nothing of a file that the server refuses, and shows the line', async () => {
    place.write(
      'late.ts',
      `${SDK}export const good = new Workflow({ name: 'good' }, () => { new BashOperator({ name: 'a', command: 'true' }) })
export const late = new Workflow({ name: 'late' }, (workflow) => { new BashOperator({ name: 'a', command: 'true' })
  workflow.schedule('never', 'cron@99 6 * * *')
})`,
    )
    const { exitCode, stderr } = await place.call('workflow', 'upload', 'late.ts')
    expect(stderr).toContain('cron@99 6 * * *')
    expect(stderr).toMatch(/^ +at late\.ts:4:31\n +4 \| {3}workflow\.schedule/m)
    expect(exitCode).toBe(1)
    const workflows = await place.json<WorkflowResource[]>('workflow', 'list')
    expect(workflows.map(({ name }) => name)).not.toContain('good')
  })
})

describe('names that are not there end with exit code 1', () => {
  it.each([
    [['workflow', 'show', 'nope'], 'no workflow "nope"'],
    [['workflow-execution', 'start', 'nope'], 'no workflow "nope"'],
    [['workflow-execution', 'show', '99999'], 'no workflow execution 99999'],
    [['workflow-execution', 'stop', '99999'], 'no workflow execution 99999'],
    [['task-execution', 'list', '99999'], 'no workflow execution 99999'],
    [['task-execution', 'show', '99999', 'a', '1'], '99999'],
    [['workflow-trigger', 'pause', 'sums', 'nope'], '"nope"'],
    [['workflow-schedule', 'delete', 'sums', 'nope'], '"nope"'],
    [['event', 'send', 'aiflow/mine'], 'which only the system uses'],
    [['workflow-schedule', 'add', 'sums', 'daily', 'every day'], 'every day'],
  ])('%j', async (args, text) => {
    const { exitCode, stdout, stderr } = await place.call(...args)
    expect(stderr).toContain(text)
    expect(stdout).toBe('')
    expect(exitCode).toBe(1)
  })
})

describe('events', () => {
  it('of a task go to its own execution without any set-up, or to the namespace', async () => {
    place.write(
      'sender.ts',
      `${SDK}export const sender = new Workflow({ name: 'sender' }, () => {
        new BashOperator({ name: 'send', command: 'aiflow event send made "part 1" --context "{}" && aiflow event send news --to namespace' })
        const use = new BashOperator({ name: 'use', command: 'echo "using $AIFLOW_EVENT_VALUE"' })
        use.actionOnEventReceived(TaskAction.START, 'made')
      })`,
    )
    await place.run('workflow', 'upload', 'sender.ts')
    const { stdout } = await place.call('workflow-execution', 'start', 'sender', '--wait')
    const id = Number(/execution (\d+)/.exec(stdout)?.[1])
    expect(await place.run('task-execution', 'logs', `${id}/use`)).toBe('using part 1\n')
    const [made] = await place.json<Event[]>('event', 'list', 'made')
    expect(made).toMatchObject({ value: 'part 1', context: '{}', sender: `${id}/send/1`, workflowExecutionId: id })
    const [news] = await place.json<Event[]>('event', 'list', 'news')
    expect(news).toMatchObject({ value: null, workflowExecutionId: null })
  })

  it('are sent, listed, counted and listened to', async () => {
    const sent = await place.json<{ offset: number }>('event', 'send', 'tick', 'one', '--sender', 'me')
    await place.run('event', 'send', 'tick', 'two', '--sender', 'you')
    const listened = await place.run(
      'event',
      'listen',
      'tick',
      '--begin-offset',
      String(sent.offset - 1),
      '--limit',
      '2',
      '-o',
      'json',
    )
    expect(
      listened
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).value),
    ).toEqual(['one', 'two'])
    expect(await place.run('event', 'count', 'tick', '-o', 'plain')).toBe('2\n')
    expect(await place.run('event', 'list', 'tick', '--sender', 'you', '-o', 'plain')).toMatch(
      /^\d+\t.*\ttick\ttwo\tyou\ttoken:home\n$/,
    )
    expect(await place.run('event', 'list', 'tick')).toContain('BY')
    // Those of tasks, whose sender is proven.
    expect(await place.run('event', 'list', 'made')).not.toContain('BY')
  })

  it('are those of people and tasks unless others are asked for, and a table says why offsets jump', async () => {
    const kindsOf = async (...options: string[]) =>
      new Set((await place.json<Event[]>('event', 'list', ...options)).map(({ kind }) => kind))
    await place.run('event', 'send', 'before')
    await place.run('workflow', 'upload', 'sender.ts')
    await place.run('workflow-execution', 'start', 'sender', '--wait')
    expect(await kindsOf()).toEqual(new Set(['user']))
    expect(await kindsOf('--kind', 'status')).toEqual(new Set(['status']))
    expect(await kindsOf('--all')).toEqual(new Set(['user', 'status', 'control', 'report']))
    const [status] = await place.json<Event[]>('event', 'list', '--kind', 'status')
    expect(await kindsOf(status?.key ?? '')).toEqual(new Set(['status']))
    const note = /events in between are not shown: .*statuses \(--all shows them\)/
    expect((await place.call('event', 'list')).stderr).toMatch(note)
    for (const options of [['-o', 'json'], ['-o', 'plain'], ['made'], ['--kind', 'status'], ['-n', '*', '--all']])
      expect((await place.call('event', 'list', ...options)).stderr).not.toContain('in between')
  })

  it('are waited for from now on', async () => {
    const listener = place.spawn('event', 'listen', 'soon', '--limit', '1', '-o', 'plain')
    const output: string[] = []
    listener.stdout?.setEncoding('utf8').on('data', (text: string) => output.push(text))
    const ended = once(listener, 'exit')
    // It listens from some moment on; what is sent before that is not for it.
    await waitUntil('the listener to end', async () => {
      if (listener.exitCode !== null) return true
      await place.run('event', 'send', 'soon')
      return false
    })
    expect((await ended)[0]).toBe(0)
    expect(output.join('')).toMatch(/\tsoon\t-\t-\ttoken:home\n$/)
  })
})

describe('triggers and schedules', () => {
  it('are added, listed, paused, resumed and deleted', async () => {
    const trigger = ['workflow-trigger', 'add', 'sums', 'on-go', '--all', 'go', 'really']
    expect(await place.run(...trigger)).toBe(
      'Added trigger "on-go": "sums" starts when all of event "go", event "really".\n',
    )
    expect((await place.call(...trigger)).exitCode).toBe(1)
    const before = (await executionsOf('sums')).length
    await place.run('workflow-trigger', 'pause', 'sums', 'on-go')
    expect(await place.run('workflow-trigger', 'list', '-o', 'plain')).toMatch(/^sums\ton-go\t.*\tpaused\thand$/m)
    await place.run('workflow-trigger', 'resume', 'sums', 'on-go')
    await place.run('event', 'send', 'go')
    await place.run('event', 'send', 'really')
    const [started] = await waitFor('an execution by event', async () => {
      const executions = await executionsOf('sums')
      return executions.length > before ? executions : null
    })
    expect(started).toMatchObject({ type: 'EVENT' })
    await place.run('workflow-trigger', 'delete', 'sums', 'on-go')
    expect(await place.run('workflow-trigger', 'list', '-o', 'json')).toBe('[]\n')
  })

  it('start executions at times', async () => {
    expect(await place.run('workflow-schedule', 'add', 'sums', 'often', 'interval@0 0 0 1')).toMatch(
      /^Added schedule "often" of "sums"/,
    )
    await waitUntil('a periodic execution', async () =>
      (await executionsOf('sums')).some(({ type }) => type === 'PERIODIC'),
    )
    expect(await place.run('workflow-schedule', 'pause', 'sums', 'often')).toContain('is paused')
    expect(await place.run('workflow-schedule', 'list', '-o', 'plain')).toMatch(
      /^sums\toften\tinterval@0 0 0 1\tUTC\tpaused$/m,
    )
    await place.run('workflow-schedule', 'resume', 'sums', 'often')
    await place.run('workflow-schedule', 'delete', 'sums', 'often')
  })

  it('start nothing of a workflow that is disabled', async () => {
    await place.run('workflow', 'disable', 'sums')
    const { exitCode, stderr } = await place.call('workflow-execution', 'start', 'sums')
    expect(stderr).toContain('disabled')
    expect(exitCode).toBe(1)
    await place.run('workflow', 'enable', 'sums')
    await place.run('workflow-execution', 'start', 'sums', '--wait')
  })
})

describe('tasks outlive the server', () => {
  it('goes on without it, sends when it is back, and stops with everything', async () => {
    place.write(
      'endless.ts',
      `${SDK}export const endless = new Workflow({ name: 'endless' }, () => {
        new BashOperator({ name: 'stream', command: 'echo $$ > ${place.path}/pid; until [ -e ${place.path}/go ]; do sleep 0.05; done; echo sending; aiflow event send late; echo sent; sleep 600' })
      })`,
    )
    await place.run('workflow', 'upload', 'endless.ts')
    const id = (await place.run('workflow-execution', 'start', 'endless', '-o', 'plain')).trim()
    const pidFile = join(place.path, 'pid')
    const pid = await waitFor('the task to run', () =>
      existsSync(pidFile) ? Number(readFileSync(pidFile, 'utf8')) || null : null,
    )
    expect(await place.run('server', 'stop')).toContain('1 task is still running')
    expect((await place.call('server', 'status')).stderr).toContain('No server is running')
    place.write('go', '')
    expect(isAlive(pid)).toBe(true)
    expect(await place.run('server', 'start', '-d', '--port', '0')).toMatch(READY)
    const again = await place.call('server', 'start', '-d', '--port', '0')
    expect(again).toMatchObject({ exitCode: 1, stderr: expect.stringContaining('A server is already running') })
    await waitUntil('the event', async () => (await place.run('event', 'count', 'late', '-o', 'plain')) === '1\n')
    expect(await place.run('task-execution', 'logs', id, 'stream', '--tail', '2')).toMatch(/sent\n$/)
    expect(await tasksOf(id)).toMatchObject([{ status: 'RUNNING', sequenceNumber: 1, attemptNumber: 1 }])

    const worker = place.workerPid() ?? 0
    expect(await place.run('server', 'stop', '--all')).toBe('The server, its worker and all tasks have stopped.\n')
    expect([isAlive(pid), isAlive(worker), place.serverPid()]).toEqual([false, false, null])
    await place.run('server', 'start', '-d', '--port', '0')
    expect(await place.run('workflow-execution', 'show', id)).toMatch(/Status +STOPPED\n/)
  })
})

describe('a server in the foreground', () => {
  it('writes a readable log and leaves on Ctrl-C', async () => {
    const other = new TemporaryHome()
    const server = other.spawn('server', 'start', '--port', '0')
    const output: string[] = []
    server.stderr?.setEncoding('utf8').on('data', (text: string) => output.push(text))
    const ended = once(server, 'exit')
    await waitUntil('the server to be ready', () => output.join('').includes('Ctrl-C stops the server'))
    expect(output.join('')).toMatch(/^\d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d) INFO {2}the server is ready {2}url=http/m)
    server.kill('SIGINT')
    expect((await ended)[0]).toBe(130)
    expect(output.join('')).toMatch(/The worker \(process \d+\) continues with its tasks/)
    await other.remove()
  })

  it('writes only JSON for programs, and so does its worker', async () => {
    const other = new TemporaryHome()
    const server = other.spawn('server', 'start', '--port', '0', '--output', 'json')
    let output = ''
    for (const stream of [server.stdout, server.stderr])
      stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
    const ended = once(server, 'close')
    await waitUntil('the worker to be connected', () => output.includes('a worker connected'))
    server.kill('SIGTERM')
    await ended
    const log = `${output}${readFileSync(join(other.home, 'logs/worker.log'), 'utf8')}`
    for (const line of log.trim().split('\n')) {
      expect(JSON.parse(line)).toMatchObject({ level: 'info', time: expect.stringMatching(/^\d{4}-.*Z$/) })
    }
    await other.remove()
  })

  it('says that its port is taken', async () => {
    const other = new TemporaryHome()
    const port = new URL((await place.json<{ url: string }>('server', 'status')).url).port
    for (const mode of [[], ['-d']]) {
      const { exitCode, stderr } = await other.call('server', 'start', '--port', port, ...mode)
      expect(stderr).toContain(`Port ${port} of 127.0.0.1 is in use by another program.`)
      expect(exitCode).toBe(1)
    }
    await other.remove()
  })
})
