import { once } from 'node:events'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TemporaryHome } from '../support/temporary-home.ts'

const place = new TemporaryHome()
const TIME = '\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z'

const WORKFLOW = `import { BashOperator, FunctionOperator, Workflow } from '@aiflow/sdk'
export const logs = new Workflow({ name: 'logs' }, () => {
  const command = 'for i in 1 2 3; do echo "line $i of $AIFLOW_ATTEMPT_NUMBER"; sleep 0.3; done; [ $AIFLOW_ATTEMPT_NUMBER = 2 ]'
  new BashOperator({ name: 'try', command, retries: 1, retryDelaySeconds: 1, retryJitter: 0 })
  new BashOperator({ name: 'flood', command: 'timeout 3 yes "a line of a flood"; echo the end' })
  new FunctionOperator({ name: 'silent', run: () => 1 })
  new FunctionOperator({ name: 'hungry', run: () => { const all = []; for (;;) all.push(new Array(100_000).fill({ a: all.length })) } })
})`

beforeAll(async () => {
  place.write('home/aiflow.yaml', `limits: { logBytes: ${4 * 1024 * 1024}, taskHeapBytes: ${100 * 1024 * 1024} }\n`)
  place.write('logs.ts', WORKFLOW)
  await place.run('server', 'start', '-d', '--port', '0')
  await place.run('workflow', 'upload', 'logs.ts')
  await place.run('workflow-execution', 'start', 'logs')
})
afterAll(() => place.remove())

const logs = (task: string, ...options: string[]) => place.run('task-execution', 'logs', `1/${task}`, ...options)

it('follows a task over its attempts, with the time of each line', async () => {
  const lines = (await logs('try', '-f', '--timestamps', '--attempt', 'all')).trimEnd().split('\n')
  const expected = ['1', '2'].flatMap((attempt) => [
    `--- attempt ${attempt} ---`,
    ...['1', '2', '3'].map((line) => `line ${line} of ${attempt}`),
  ])
  expect(lines.map((line) => line.replace(new RegExp(`^${TIME} `), ''))).toEqual(expected)
  const times = lines.filter((line) => !line.startsWith('---')).map((line) => Date.parse(line.split(' ')[0] ?? ''))
  expect(times).toEqual(times.toSorted((a, b) => a - b))
  expect(new Set(times).size).toBe(6)
})

it('prints earlier attempts, the last lines, those since a time, and those that hold a text', async () => {
  expect(await logs('try', '--attempt', '1', '--tail', '1')).toBe('line 3 of 1\n')
  expect(await logs('try', '--attempt', 'all', '--grep', 'line 2')).toBe(
    '--- attempt 1 ---\nline 2 of 1\n--- attempt 2 ---\nline 2 of 2\n',
  )
  expect(await logs('try', '--attempt', 'all', '--tail', '1')).toBe(
    '--- attempt 1 ---\nline 3 of 1\n--- attempt 2 ---\nline 3 of 2\n',
  )
  expect(await logs('try', '--attempt', 'all', '--since', '2100-01-01T00:00Z')).toBe(
    '--- attempt 1 ---\n--- attempt 2 ---\n',
  )
  expect(await logs('try', '--attempt', 'all', '-f', '--tail', '1')).toContain('--- attempt 2 ---\nline 3 of 2\n')
  expect(await logs('try', '--since', '1h')).toBe('line 1 of 2\nline 2 of 2\nline 3 of 2\n')
  expect(await logs('try', '--since', '2100-01-01T00:00Z')).toBe('')
  const wrong = await place.call('task-execution', 'logs', '1/try', '--grep', 'x', '-f')
  expect(wrong).toMatchObject({ exitCode: 2, stderr: expect.stringContaining('cannot be used with') })
})

it('prints the lines that hold a text in JSON as it prints all of them', async () => {
  const all: { attempt: number }[] = JSON.parse(await logs('try', '-o', 'json'))
  expect(all.map(({ attempt }) => attempt)).toEqual([2, 2, 2])
  expect(JSON.parse(await logs('try', '--grep', 'line', '-o', 'json'))).toEqual(all)
})

it('says that a task has written nothing', async () => {
  const silent = await place.call('task-execution', 'logs', '1/silent', '-f')
  expect(silent).toMatchObject({
    exitCode: 0,
    stdout: '',
    stderr: 'Task execution "1/silent/1" has written nothing.\n',
  })
})

it('keeps of a flood what the configuration says, and tells that something is missing', async () => {
  await logs('flood', '-f', '--tail', '0')
  const printing = place.spawn('task-execution', 'logs', '1/flood')
  let stdout = ''
  let stderr = ''
  printing.stdout?.on('data', (text) => {
    stdout += text
  })
  printing.stderr?.on('data', (text) => {
    stderr += text
  })
  await once(printing, 'close')
  expect(stderr).toMatch(/\(\d+ [KM]iB of the log was not kept\)/)
  expect(stdout.length).toBeLessThanOrEqual(4 * 1024 * 1024 + 1024 * 1024)
  expect(stdout).toMatch(/the end\n$/)
})

it('names the limit of memory that a task ran into', async () => {
  await place.call('task-execution', 'logs', '1/hungry', '-f')
  expect(await place.run('task-execution', 'show', '1', 'hungry')).toContain(
    'The task ran out of memory (limit 100 MiB).',
  )
})
