import { readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { AttemptSpec } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { bundle } from '../support/bundle.ts'
import { unsettledFiles } from '../support/journal-of.ts'
import { isAlive } from '../support/processes.ts'
import { sharedSpec } from '../support/specs.ts'
import { Stage } from '../support/stage.ts'
import { waitFor } from '../support/wait-for.ts'

const BUNDLE = bundle(`
  import { FunctionOperator, Workflow } from '@aiflow/sdk'
  import { exec, execFileSync, spawn } from 'node:child_process'
  import { closeSync, openSync, readdirSync, readlinkSync } from 'node:fs'
  import { chdir, exit, kill } from 'node:process'
  import { promisify } from 'node:util'
  import { setTimeout as wait } from 'node:timers/promises'
  const run = promisify(exec)
  let inside = 0
  let kept = null
  const gate = Promise.withResolvers()
  const all = { isolation: 'shared' }
  const untilStopped = (context) => new Promise((resolve, reject) => context.signal.addEventListener('abort', () => reject(context.signal.reason)))
  export const flow = new Workflow({ name: 'flow' }, () => {
    const task = (name, run) => new FunctionOperator({ name, run, ...all })
    task('meet', async () => { inside += 1; if (inside === 3) gate.resolve(); await gate.promise; return process.pid })
    task('pid', () => process.pid)
    task('late', () => new Promise((resolve, reject) => { const signal = AbortSignal.timeout(10); signal.onabort = () => reject(signal.reason) }))
    task('trail', async (context) => { void untilStopped(context); await wait(2500); console.log('settled') })
    task('close', () => {
      console.log('one')
      const isLog = (fd) => { try { return readlinkSync('/proc/self/fd/' + fd).includes('/attempts/') } catch { return false } }
      for (const fd of readdirSync('/proc/self/fd').filter(isLog)) closeSync(Number(fd))
      return 'closed'
    })
    task('replace', ({ parameters }) => {
      console.log('one')
      const isOurs = (fd) => { try { return /\\/attempts|\\/running$/.test(readlinkSync('/proc/self/fd/' + fd)) } catch { return false } }
      const numbers = readdirSync('/proc/self/fd').map(Number).filter(isOurs)
      for (const fd of numbers) closeSync(fd)
      const opened = numbers.map((_, index) => openSync(parameters.file + index, 'w+'))
      console.log('two')
      return opened.every((fd) => numbers.includes(fd))
    })
    task('write', () => process.stdout.write('one', 'utf8', null))
    task('fail', () => { throw new Error('no luck') })
    task('wait', untilStopped)
    task('deaf', async () => { await wait(600000) })
    task('linger', async () => { await wait(1000); return process.pid })
    task('block', async (context) => { await wait(50); for (;;) context.signal.aborted })
    task('uncaught', () => new Promise(() => setTimeout(() => { throw new Error('out of reach') }, 1)))
    task('speak', async (context) => { console.log('one'); await wait(20); context.logger.info('two'); await wait(20); process.stderr.write('three\\n') })
    task('keep', (context) => { kept = context; setTimeout(() => console.log('late'), 50); return 'kept' })
    task('use', async () => {
      const codes = []
      const tries = [() => kept.setOutput(1), () => kept.events.send('k'), () => kept.folder(), () => kept.handle.set(1), () => kept.getTaskStatus('pid'), () => kept.refresh(), () => kept.reportAlive()]
      for (const attempt of tries) codes.push(await Promise.resolve().then(attempt).then(() => 'no error', (error) => error.code))
      return codes
    })
    const forbidden = {
      exit: () => process.exit(0),
      abort: () => process.abort(),
      kill: () => process.kill(process.pid, 'SIGKILL'),
      'kill by text': () => process.kill(String(process.pid), 'SIGKILL'),
      'import exit': () => exit(0),
      'import kill': () => kill(process.pid, 'SIGKILL'),
      'import chdir': () => chdir('/'),
      chdir: () => process.chdir('/'),
      env: () => { process.env.LEFT = '1' },
      spawn: () => spawn('true'),
      exec: () => run('true'),
      sync: () => execFileSync('true'),
    }
    for (const [name, run] of Object.entries(forbidden)) task('forbidden-' + name.replaceAll(' ', '-'), run)
    task('environment', () => Object.keys(process.env).filter((name) => name.startsWith('AIFLOW')))
    task('crash', async () => { await wait(100); process.reallyExit(7) })
  })
`)

let stage: Stage

beforeEach(async () => {
  stage = await Stage.create(BUNDLE)
})

afterEach(() => stage.end())

function start(taskName: string, changes: Partial<AttemptSpec> = {}): AttemptSpec {
  const spec = sharedSpec(taskName, changes)
  stage.far.start1(spec)
  return spec
}

async function endOf({ attemptId }: AttemptSpec) {
  return (await stage.far.report(attemptId, 'finished')).outcome
}

async function pidOf({ attemptId }: AttemptSpec): Promise<number> {
  return (await stage.far.report(attemptId, 'running')).pid ?? 0
}

test('tasks of a snapshot run at once in one child', async () => {
  await stage.worker()
  const specs = [start('meet'), start('meet'), start('meet')]
  const outcomes = await Promise.all(specs.map(endOf))
  const [first] = outcomes
  expect(first).toMatchObject({ type: 'success', output: expect.any(Number) })
  expect(outcomes).toEqual([first, first, first])
})

test('an error fails its own task alone', async () => {
  await stage.worker()
  const wait = start('wait')
  expect(await endOf(start('fail'))).toMatchObject({ type: 'failed', reason: 'error', message: 'Error: no luck' })
  expect(await endOf(start('pid'))).toEqual({ type: 'success', output: await pidOf(wait) })
})

test('a task may fail with any kind of error', async () => {
  await stage.worker()
  expect(await endOf(start('late'))).toMatchObject({ type: 'failed', message: expect.stringContaining('TimeoutError') })
})

test('a task is stopped once its function has settled, whatever else of it is rejected by the stop', async () => {
  await stage.worker()
  const trail = start('trail', { stopTimeoutSeconds: 30 })
  await pidOf(trail)
  stage.far.stop1(trail.attemptId)

  expect(await endOf(trail)).toMatchObject({ type: 'stopped' })
  expect(await stage.far.log(trail.attemptId)).toContain('settled')
})

test('a task whose outcome cannot be written ends alone', async () => {
  await stage.worker()
  const [wait, other] = [start('wait'), start('wait')]
  const pid = await pidOf(wait)
  await pidOf(other)
  for (const name of ['children', 'attempts']) {
    const folder = join(stage.home, 'worker', name)
    renameSync(folder, `${folder}.away`)
    writeFileSync(folder, '')
  }
  stage.far.stop1(wait.attemptId)
  expect(await endOf(wait)).toMatchObject({ type: 'stopped' })
  expect(isAlive(pid)).toBe(true)
  expect(stage.far.reportsOf(other.attemptId).filter(({ type }) => type === 'finished')).toEqual([])
})

test('a task that closes its log ends alone', async () => {
  await stage.worker()
  const pid = await pidOf(start('wait'))
  expect(await endOf(start('close'))).toEqual({ type: 'success', output: 'closed' })
  expect(await endOf(start('pid'))).toEqual({ type: 'success', output: pid })
})

test('a task that opens files in the place of descriptors that it closed finds nothing of others in them', async () => {
  await stage.worker()
  const spec = start('replace', { parameters: { file: join(stage.home, 'own-') } })
  expect(await endOf(spec)).toEqual({ type: 'success', output: true })
  expect(await endOf(start('pid'))).toMatchObject({ type: 'success' })
  const own = readdirSync(stage.home).filter((name) => name.startsWith('own-'))
  // A log, the journal and the notes.
  expect(own.map((name) => readFileSync(join(stage.home, name), 'utf8'))).toEqual(['', '', ''])
  expect(await stage.far.log(spec.attemptId)).toBe('one\ntwo\n')
})

test('a stop of one task leaves its neighbours alone', async () => {
  await stage.worker()
  const [one, other] = [start('wait'), start('linger')]
  const pid = await pidOf(one)
  stage.far.stop1(one.attemptId)
  expect(await endOf(one)).toEqual({ type: 'stopped', message: null })
  expect(await endOf(other)).toEqual({ type: 'success', output: pid })
  expect(isAlive(pid)).toBe(true)
})

test('a task that does not stop takes its neighbours along after its grace, and they are lost', async () => {
  await stage.worker()
  const [deaf, quick, long] = [
    start('deaf', { stopTimeoutSeconds: 1, graceSeconds: 2 }),
    start('linger'),
    start('wait'),
  ]
  const pid = await pidOf(deaf)
  await Promise.all([pidOf(quick), pidOf(long)])
  stage.far.stop1(deaf.attemptId)
  expect(await endOf(quick)).toEqual({ type: 'success', output: pid })
  expect(await endOf(deaf)).toEqual({ type: 'stopped', message: null })
  expect(isAlive(pid)).toBe(false)
  const message = 'The process that the task shared with others was ended because the task "deaf" did not stop.'
  expect(await endOf(long)).toEqual({ type: 'lost', message, shared: true })
  expect(await endOf(start('pid'))).toMatchObject({ type: 'success' })
})

test('an uncaught error fails the task that it belongs to, and the next task has another child', async () => {
  await stage.worker()
  const other = start('linger')
  const pid = await pidOf(other)
  const uncaught = start('uncaught')
  expect(await endOf(uncaught)).toMatchObject({ type: 'failed', message: 'Error: out of reach' })
  expect(await endOf(other)).toEqual({ type: 'success', output: pid })
  const next = start('pid')
  expect(await endOf(next)).toMatchObject({ type: 'success' })
  expect(await pidOf(next)).not.toBe(pid)
  await waitFor(() => (isAlive(pid) ? null : true), 'the end of the first child')
})

test('a child that is killed loses all its tasks', async () => {
  await stage.worker()
  const specs = [start('wait'), start('wait'), start('wait')]
  const [pid] = await Promise.all(specs.map(pidOf))
  process.kill(pid ?? 0, 'SIGKILL')
  const message = 'The process that the task shared with others was ended by signal SIGKILL.'
  for (const spec of specs) expect(await endOf(spec)).toEqual({ type: 'lost', message, shared: true })
})

test('each task has a log of its own, and output after its end is in none', async () => {
  await stage.worker()
  const [one, other, silent] = [start('speak'), start('speak'), start('pid')]
  for (const spec of [one, other, silent]) await endOf(spec)
  for (const spec of [one, other]) expect(await stage.far.log(spec.attemptId)).toMatch(/^one\n.* INFO {2}two\nthree\n$/)
  expect(await stage.far.log(silent.attemptId)).toBe('')
  const keep = start('keep')
  await endOf(keep)
  await endOf(start('linger'))
  expect(await stage.far.log(keep.attemptId)).toBe('')
})

test('the log of a task outlives its worker and its end, and the next worker adds nothing of others', async () => {
  const first = await stage.process()
  const [trail, silent] = [start('trail'), start('wait')]
  await Promise.all([trail, silent].map(pidOf))
  await first.kill()
  const second = await stage.process()
  expect(await endOf(trail)).toMatchObject({ type: 'success' })
  await stage.far.until(() => unsettledFiles(stage.home, trail.attemptId) === null)
  await second.kill()
  await stage.worker()
  expect(await stage.far.log(trail.attemptId)).toBe('settled\n')
  expect(await stage.far.log(silent.attemptId)).toBe('')
  stage.far.stop1(silent.attemptId)
  expect(await endOf(silent)).toMatchObject({ type: 'stopped' })
})

test('tasks that need no files leave none but the lines in the journal of their child', async () => {
  await stage.worker()
  const [pid, speak] = [start('pid'), start('speak')]
  for (const spec of [pid, speak]) await endOf(spec)
  await stage.far.until(() => [pid, speak].every(({ attemptId }) => unsettledFiles(stage.home, attemptId) === null))
  const worker = join(stage.home, 'worker')
  expect(readdirSync(join(worker, 'attempts'))).toEqual([])
  const [day = ''] = readdirSync(join(worker, 'settled'))
  const kept = readdirSync(join(worker, 'settled', day)).filter((name) => !name.startsWith('in-children.'))
  expect(kept).toEqual([speak.attemptId])
  expect(readdirSync(join(worker, 'settled', day, speak.attemptId)).sort()).toEqual(['log', 'log.times'])
})

test('a task may write without a callback', async () => {
  await stage.worker()
  expect(await endOf(start('write'))).toEqual({ type: 'success', output: true })
})

test('the context of a task refuses everything after its end', async () => {
  await stage.worker()
  await endOf(start('keep'))
  expect(await endOf(start('use'))).toEqual({ type: 'success', output: Array(7).fill('ATTEMPT_ENDED') })
})

test.each([
  ['exit', 'cannot end its process'],
  ['abort', 'cannot end its process'],
  ['kill', 'cannot end its process'],
  ['kill by text', 'cannot end its process'],
  ['import exit', 'cannot end its process'],
  ['import kill', 'cannot end its process'],
  ['import chdir', 'cannot change the working folder of its process'],
  ['chdir', 'cannot change the working folder of its process'],
  ['env', 'cannot change the environment of its process'],
  ['spawn', 'cannot start processes'],
  ['exec', 'cannot start processes'],
  ['sync', 'cannot start processes'],
])('a task that tries to %s gets an error', async (what, message) => {
  await stage.worker()
  const other = start('linger')
  expect(await endOf(start(`forbidden-${what.replaceAll(' ', '-')}`))).toMatchObject({
    type: 'failed',
    message: expect.stringContaining(`A task that shares its process ${message}`),
  })
  expect(await endOf(other)).toMatchObject({ type: 'success' })
})

test('nothing about one task is in the environment of all', async () => {
  await stage.worker()
  expect(await endOf(start('environment'))).toEqual({ type: 'success', output: [] })
})

test('tasks go on without their worker, and the next one takes them over', async () => {
  const first = await stage.process()
  const specs = [start('wait'), start('linger'), start('wait')]
  const [pid] = await Promise.all(specs.map(pidOf))
  await first.kill()
  await stage.worker()
  expect(await endOf(specs[1] as AttemptSpec)).toEqual({ type: 'success', output: pid })
  stage.far.stop1(specs[0]?.attemptId ?? '')
  expect(await endOf(specs[0] as AttemptSpec)).toEqual({ type: 'stopped', message: null })
  process.kill(pid ?? 0, 'SIGKILL')
  const message = 'The process that the task shared with others has gone.'
  expect(await endOf(specs[2] as AttemptSpec)).toEqual({ type: 'lost', message, shared: true })
})
