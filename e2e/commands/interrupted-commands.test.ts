import { once } from 'node:events'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { TemporaryHome } from '../support/temporary-home.ts'
import { waitUntil } from '../support/wait-for.ts'

const place = new TemporaryHome()

beforeAll(async () => {
  place.write(
    'endless.ts',
    `import { BashOperator, Workflow } from '@aiflow/sdk'
export const endless = new Workflow({ name: 'endless' }, () => { new BashOperator({ name: 'say', command: 'echo ready; sleep 600' }) })
export const slow = new Workflow({ name: 'slow' }, () => { new BashOperator({ name: 'wait', command: 'until [ -e "$GATE" ]; do sleep 0.1; done', env: { GATE: ${JSON.stringify(`${place.path}/gate`)} } }) })`,
  )
  await place.run('server', 'start', '-d', '--port', '0')
  await place.run('workflow', 'upload', 'endless.ts')
  await place.run('workflow-execution', 'start', 'endless')
})
afterAll(() => place.remove())

/** Sends a signal once the command has said something that shows it at work; gives how it ended. */
async function interrupt(words: readonly string[], said: RegExp, signal: NodeJS.Signals): Promise<number | null> {
  const command = place.spawn(...words)
  let text = ''
  const note = (chunk: Buffer) => {
    text += chunk.toString()
  }
  command.stdout?.on('data', note)
  command.stderr?.on('data', note)
  await waitUntil(`"${words.join(' ')}" at work`, () => said.test(text))
  command.kill(signal)
  const [exitCode] = await once(command, 'close')
  return exitCode
}

const AT_WORK: readonly (readonly [command: string, said: RegExp])[] = [
  ['event listen', /Listening/],
  ['event listen --begin-offset 0 --all', /aiflow\/control/],
  ['task-execution logs 1 say -f', /ready/],
  ['workflow-execution start endless --wait', /RUNNING/],
]

it.each(AT_WORK)('Ctrl-C ends "aiflow %s" with 130, and SIGTERM with 143', async (command, said) => {
  expect(await interrupt(command.split(' '), said, 'SIGINT')).toBe(130)
  expect(await interrupt(command.split(' '), said, 'SIGTERM')).toBe(143)
})

it('"start --wait" goes on over a restart of the server, wherever that is then', async () => {
  const waiting = place.call('workflow-execution', 'start', 'slow', '--wait')
  await waitUntil('the task at work', async () => {
    const found = await place.json<{ taskName: string }[]>('task-execution', 'find', '--workflow', 'slow')
    return found.length > 0
  })
  await place.run('server', 'stop')
  await place.run('server', 'start', '-d', '--port', '0')
  place.write('gate', '')
  const { exitCode, stdout } = await waiting
  expect(stdout).toMatch(/of "slow" ended after .*: SUCCESS/)
  expect(exitCode).toBe(0)
})

it('Ctrl-C ends a server in the foreground with 130, and SIGTERM, which systems send, with 0', async () => {
  await place.run('server', 'stop', '--all')
  const start = ['server', 'start', '--port', '0']
  expect(await interrupt(start, /Ctrl-C stops the server/, 'SIGINT')).toBe(130)
  expect(await interrupt(start, /Ctrl-C stops the server/, 'SIGTERM')).toBe(0)
  expect(await interrupt(['dev', 'endless.ts', '--port', '0'], /Uploaded|unchanged/, 'SIGINT')).toBe(130)
  await place.run('server', 'start', '-d', '--port', '0')
})

it('prints the link where no browser can be opened', async () => {
  const { exitCode, stdout, stderr } = await place.call('open')
  expect(stdout).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/login#\S+\n$/)
  expect(stderr).toContain('Open this link in a browser')
  expect(exitCode).toBe(0)
})
