import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findCgroupFolder } from '../../src/machine/cgroup-folder.ts'
import { bundle } from '../support/bundle.ts'
import { isAlive } from '../support/processes.ts'
import { bashSpec, codeSpec } from '../support/specs.ts'
import { Stage } from '../support/stage.ts'
import { waitFor } from '../support/wait-for.ts'

const BUNDLE = bundle(`
  import { spawn } from 'node:child_process'
  import { existsSync } from 'node:fs'
  import { FunctionOperator, Workflow } from '@aiflow/sdk'
  const hide = (file) => spawn('bash', ['-c', 'trap "" TERM; echo $$ > ' + file + '; while true; do sleep 0.05; done'], { detached: true, stdio: 'ignore', env: { PATH: process.env.PATH } }).unref()
  export const flow = new Workflow({ name: 'flow' }, () => {
    new FunctionOperator({ name: 'leaves', run: async (context) => {
      hide(context.parameters.file)
      while (!existsSync(context.parameters.file)) await new Promise((resolve) => setTimeout(resolve, 5))
    } })
    new FunctionOperator({ name: 'keeps', run: (context) => { hide(context.parameters.file); return new Promise(() => {}) } })
  })
`)
const FREEZER = '/sys/fs/cgroup/freezer'
const groups = findCgroupFolder()?.path ?? null

let stage: Stage
let file: string

beforeEach(async () => {
  stage = await Stage.create(BUNDLE)
  file = join(stage.home, 'stray')
})

afterEach(() => stage.end())

const strayPid = () => waitFor(() => (existsSync(file) && Number(readFileSync(file, 'utf8'))) || null, 'the stray')

const LOOP = 'trap "" TERM; echo $$ > "$0"; while true; do sleep 0.05; done'

/** Leaves its group, its session and its parent, and forgets where it came from. */
const hidden = (path: string) => `sleep 0.3; (env -i PATH="$PATH" setsid bash -c '${LOOP}' ${path} &)`

/** Leaves its group only. */
const daemon = (path: string) => `setsid bash -c '${LOOP}' ${path} & until [ -s ${path} ]; do sleep 0.01; done`

/** Relative to the group of this process, which is also that of the worker. */
function groupOf(pid: number): string[] {
  const lines = readFileSync(`/proc/${pid}/cgroup`, 'utf8').split('\n')
  return lines.flatMap((line) => /(aiflow-[^/]*\/.*)$/.exec(line)?.[1] ?? [])
}

describe.runIf(groups !== null)('on a machine with control groups, a process that hides', () => {
  const options = { graceSeconds: 0.2, stopTimeoutSeconds: 0.2 }

  test('is ended with the command that it came from', async () => {
    await stage.worker()
    const spec = bashSpec(`${hidden(file)}; exec sleep 1000`, options)
    stage.far.start1(spec)
    const pid = await strayPid()
    stage.far.stop1(spec.attemptId)
    expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('stopped')
    expect(isAlive(pid)).toBe(false)
  })

  test('is ended before a command that left it behind is reported as finished', async () => {
    await stage.worker()
    const spec = bashSpec(`${hidden(file)}; until [ -s ${file} ]; do sleep 0.01; done`, options)
    stage.far.start1(spec)
    expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('success')
    expect(isAlive(await strayPid())).toBe(false)
  })

  test.each(['keeps', 'leaves'])('is ended with the code that it came from (%s)', async (task) => {
    await stage.worker()
    const spec = codeSpec(task, { ...options, parameters: { file } })
    stage.far.start1(spec)
    if (task === 'keeps') {
      await strayPid()
      stage.far.stop1(spec.attemptId)
    }
    const { outcome } = await stage.far.report(spec.attemptId, 'finished')
    expect(outcome.type).toBe(task === 'keeps' ? 'stopped' : 'success')
    expect(isAlive(await strayPid())).toBe(false)
  })

  test('is ended by the next worker as well', async () => {
    const first = await stage.worker()
    const spec = bashSpec(`${hidden(file)}; exec sleep 1000`, options)
    stage.far.start1(spec)
    const pid = await strayPid()
    await first.stop()
    await stage.worker()
    stage.far.stop1(spec.attemptId)
    await stage.far.report(spec.attemptId, 'finished')
    expect(isAlive(pid)).toBe(false)
  })

  test('leaves no group behind', async () => {
    const worker = await stage.worker()
    const spec = bashSpec('exec sleep 1000')
    stage.far.start1(spec)
    const { pid } = await stage.far.report(spec.attemptId, 'running')
    const own = await waitFor(
      () => groupOf(pid ?? 0).find((path) => path.endsWith(spec.attemptId)) ?? null,
      'its group',
    )
    expect(existsSync(join(groups ?? '', own))).toBe(true)
    stage.far.stop1(spec.attemptId)
    await stage.far.report(spec.attemptId, 'finished')
    await waitFor(() => (existsSync(join(groups ?? '', own)) ? null : true), 'the end of its group')
    await worker.stop()
    expect(existsSync(join(groups ?? '', own, '..'))).toBe(false)
  })
})

describe('on a machine without control groups, a process that left its group', () => {
  test('is ended before a failure is reported', async () => {
    await stage.worker({ cgroups: false })
    const spec = bashSpec(`${daemon(file)}; exit 3`, { graceSeconds: 0.2 })
    stage.far.start1(spec)
    expect((await stage.far.report(spec.attemptId, 'finished')).outcome).toMatchObject({ exitCode: 3 })
    expect(isAlive(await strayPid())).toBe(false)
  })

  test('is ended soon after a success', async () => {
    await stage.worker({ cgroups: false })
    const path = join(stage.home, 'tame')
    const spec = bashSpec(
      `setsid bash -c 'echo $$ > ${path}; exec sleep 1000' & until [ -s ${path} ]; do sleep 0.01; done`,
    )
    stage.far.start1(spec)
    expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('success')
    const pid = Number(readFileSync(path, 'utf8'))
    await waitFor(() => (isAlive(pid) ? null : true), 'the end of the stray')
  })
})

describe.runIf(existsSync(join(FREEZER, 'cgroup.procs')))('a process that not even SIGKILL ends', () => {
  test('is named while the stop goes on, and the attempt has stopped only when it is gone', async () => {
    const frozen = join(FREEZER, `aiflow-test-${process.pid}`)
    mkdirSync(frozen)
    try {
      await stage.worker()
      const spec = bashSpec('exec sleep 1000', { graceSeconds: 0.1 })
      stage.far.start1(spec)
      const { pid } = await stage.far.report(spec.attemptId, 'running')
      writeFileSync(join(frozen, 'cgroup.procs'), String(pid))
      writeFileSync(join(frozen, 'freezer.state'), 'FROZEN')
      stage.far.stop1(spec.attemptId)
      const named = await waitFor(
        () =>
          stage.far.reportsOf(spec.attemptId).find((report) => report.type === 'stopping' && report.error !== null) ??
          null,
        'the name of the process that is left',
      )
      expect(named).toMatchObject({ phase: 'confirm', error: expect.stringContaining(`${pid} (`) })
      expect(stage.far.reportsOf(spec.attemptId).some(({ type }) => type === 'finished')).toBe(false)
      writeFileSync(join(frozen, 'freezer.state'), 'THAWED')
      expect((await stage.far.report(spec.attemptId, 'finished')).outcome.type).toBe('stopped')
    } finally {
      writeFileSync(join(frozen, 'freezer.state'), 'THAWED')
      await waitFor(() => (tryRemove(frozen) ? true : null), 'the end of the group')
    }
  })
})

function tryRemove(folder: string): boolean {
  try {
    rmdirSync(folder)
    return true
  } catch {
    // Its processes are not collected yet.
    return false
  }
}
