import { execFileSync } from 'node:child_process'
import { expect, it } from 'vitest'
import { record } from './recorded-surroundings.ts'

/** What bash offers for the last of these words. */
async function offers(...words: string[]): Promise<string[]> {
  const { stdout } = await record(['completion', 'bash'])
  const line = ['aiflow', ...words].map((word) => `'${word}'`).join(' ')
  const script = `${stdout}\nCOMP_WORDS=(${line}); COMP_CWORD=${words.length}; _aiflow; printf '%s\\n' "\${COMPREPLY[@]}"`
  return execFileSync('bash', ['-c', script], { encoding: 'utf8' }).trim().split('\n')
}

it('completes groups, commands and options in bash', async () => {
  expect(await offers('workflow-')).toEqual(['workflow-execution', 'workflow-trigger', 'workflow-schedule'])
  expect(await offers('workflow-trigger', 'de')).toEqual(['delete', 'delete-all'])
  expect(await offers('workflow-trigger', 'add', 'hello', 'big', '--fa')).toEqual(['--fan-in'])
  expect(await offers('event', 'send', '--names')).toEqual(['--namespace'])
})

it('takes the value of an option for no command', async () => {
  expect(await offers('-n', 'workflow', 'tok')).toEqual(['token'])
  expect(await offers('token', '--output', 'json', 're')).toEqual(['revoke'])
})

it('completes short names like the names they stand for', async () => {
  expect(await offers('w')).toContain('wf')
  expect(await offers('ex', 'pa')).toEqual(['pause'])
  expect(await offers('start', 'w', '--para')).toEqual(['--param', '--params-file'])
  expect(await offers('dev', 'flow.ts', '--po')).toEqual(['--port'])
  expect(await offers('-n', 'start', 'logs', '--gr')).toEqual(['--grep'])
})

it('prints scripts for zsh and fish, and refuses others', async () => {
  expect((await record(['completion', 'zsh'])).stdout).toContain('autoload -U +X bashcompinit && bashcompinit\n')
  expect((await record(['completion', 'fish'])).stdout).toContain("-n '__fish_seen_subcommand_from config")
  const { stdout } = await record(['completion', 'fish'])
  expect(stdout).toMatch(
    /'__fish_seen_subcommand_from start; and not __fish_seen_subcommand_from server; and .*' .*-l params-file/,
  )
  expect((await record(['completion', 'tcsh'])).exitCode).toBe(2)
})
