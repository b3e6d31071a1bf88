import { expect, it } from 'vitest'
import { expandShortcut } from '../src/commands/shortcuts.ts'
import { record } from './recorded-surroundings.ts'

it.each([
  ['wf upload', 'workflow upload'],
  ['ex stop', 'workflow-execution stop'],
  ['task logs', 'task-execution logs'],
  ['start', 'workflow-execution start'],
  ['logs', 'task-execution logs'],
])('"%s" is "%s"', async (short, long) => {
  const [one, other] = [await record([...short.split(' '), '--help']), await record([...long.split(' '), '--help'])]
  expect(one.exitCode).toBe(0)
  expect(one.stdout).toBe(other.stdout)
  expect((await record(['help', ...short.split(' ')])).stdout).toBe(other.stdout)
})

it.each([
  [
    ['start', 'w'],
    ['workflow-execution', 'start', 'w'],
  ],
  [
    ['-n', 'start', 'logs', '5/train'],
    ['-n', 'start', 'task-execution', 'logs', '5/train'],
  ],
  [
    ['--server=x', 'logs', '5'],
    ['--server=x', 'task-execution', 'logs', '5'],
  ],
  [
    ['server', 'start'],
    ['server', 'start'],
  ],
  [['--help'], ['--help']],
])('%j is read as %j', (args, words) => {
  expect(expandShortcut(args, ['-n'])).toEqual(words)
})

it('shows short names in the help', async () => {
  const { stdout } = await record(['--help'])
  for (const term of ['workflow|wf', 'workflow-execution|ex', 'task-execution|task', 'start <workflow>', 'logs <exec'])
    expect(stdout).toContain(term)
})
