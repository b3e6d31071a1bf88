import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'

/*
 * The scripts in the shells that they are for. Those must be installed ("apt-get install zsh fish"); bash, which is
 * everywhere, is tested beside the command line.
 */

const home = new AIFlowHome()

afterAll(() => home.remove())

it('completes in zsh, where some names have a meaning of their own', async () => {
  const script = await home.must('completion', 'zsh')
  const line = `COMP_WORDS=(aiflow -n team-a workflow-trigger p); COMP_CWORD=4; _aiflow; printf '%s ' "\${COMPREPLY[@]}"; whence ls`
  expect(run('zsh', '-f', '-c', `compdef() { }\n${script}\nemulate sh\n${line}`)).toMatch(/^add .* pause .* \S*ls\n$/)
})

it('completes in fish', async () => {
  // The script is longer than an argument of a program may be.
  const script = join(home.folder, 'aiflow.fish')
  writeFileSync(script, await home.must('completion', 'fish'))
  const offersOf = (line: string) => run('fish', '-c', `source '${script}'; complete -C '${line}'`).trim().split('\n')
  expect(offersOf('aiflow workflow-trigger p')).toEqual(['pause'])
  expect(offersOf('aiflow -n team-a workflow en')).toEqual(['enable'])
  expect(offersOf('aiflow event list --ou')).toEqual(['--output'])
})

function run(shell: string, ...args: string[]): string {
  return execFileSync(shell, args, { encoding: 'utf8', env: { ...process.env, HOME: home.folder } })
}
