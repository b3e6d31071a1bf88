import type { ChildProcess } from 'node:child_process'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type HomeProcess, isAlive, processesOf } from '../support/processes.ts'
import { TemporaryHome } from '../support/temporary-home.ts'

const place = new TemporaryHome()

beforeAll(async () => {
  place.write(
    'endless.ts',
    `import { BashOperator, Workflow } from '@aiflow/sdk'
export const endless = new Workflow({ name: 'endless' }, () => { new BashOperator({ name: 'say', command: 'echo ready; sleep 600' }) })`,
  )
  await place.run('server', 'start', '-d', '--port', '0')
  await place.run('workflow', 'upload', 'endless.ts')
  await place.run('workflow-execution', 'start', 'endless')
})
afterAll(() => place.remove())

const FOREGROUND: readonly (readonly [command: string, said: string])[] = [
  ['event listen', 'Listening'],
  ['event listen --begin-offset 0 --all', 'aiflow/control'],
  ['task-execution logs 1 say -f', 'ready'],
  ['logs 1 say -f', 'ready'],
  ['workflow-execution start endless --wait', 'RUNNING'],
  ['start endless --wait', 'RUNNING'],
]

/** The tasks of the server have an environment of their own. */
const isOfNpx = ({ pid, environment }: HomeProcess, npx: ChildProcess) =>
  pid === npx.pid || environment.includes('npm_command=exec')

/** Ends npx once the command has said something that shows it at work. Resolves when no process of either is left. */
async function endAtWork(command: string, said: string): Promise<void> {
  const before = new Set(processesOf(place.path).map(({ pid }) => pid))
  const npx = place.npx(...command.split(' '))
  let output = ''
  for (const stream of [npx.stdout, npx.stderr])
    stream?.setEncoding('utf8').on('data', (text: string) => (output += text))
  // npx itself takes seconds to begin on a busy machine.
  await expect.poll(() => output, { timeout: 60_000 }).toContain(said)
  const begun = processesOf(place.path).filter((each) => !before.has(each.pid) && isOfNpx(each, npx))
  expect(begun.map(({ command: words }) => words)).toContainEqual(expect.stringContaining(command))
  npx.kill('SIGTERM')
  await expect.poll(() => begun.filter(({ pid }) => isAlive(pid)), { timeout: 60_000 }).toEqual([])
}

it.each(FOREGROUND)('SIGTERM to npx ends "aiflow %s" with it', endAtWork)

it('SIGTERM to npx stops a server in the foreground', async () => {
  await place.run('server', 'stop')
  await endAtWork('server start --port 0', 'Ctrl-C stops the server')
  expect(place.serverPid()).toBe(null)
})
