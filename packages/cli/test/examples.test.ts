import { expect, it } from 'vitest'
import { valueOptionsOf } from '../src/commands/completion.ts'
import { EXAMPLES } from '../src/commands/examples.ts'
import { expandShortcut } from '../src/commands/shortcuts.ts'
import { createFullProgram } from '../src/program.ts'
import { allCommands } from './all-commands.ts'
import { record, surroundingsFor } from './recorded-surroundings.ts'

/** Shortcuts stand for other commands, and show their help. */
const SHORTCUTS = ['start', 'logs']

const names = [...(await allCommands()).keys()].filter((name) => !SHORTCUTS.includes(name))
const lines = Object.entries(EXAMPLES).flatMap(([name, examples]) => examples.map((line) => [line, name] as const))

/** The words of a line as a shell reads them, up to where its output goes. */
function wordsOf(line: string): string[] {
  const command = line.replace(/ [>|] .*$/, '')
  return [...command.matchAll(/"([^"]*)"|'([^']*)'|(\S+)/g)].map(([, one, other, plain]) => one ?? other ?? plain ?? '')
}

/** Parses a command line, and returns the words of the command that it would run. */
async function commandOf(words: readonly string[]): Promise<string> {
  const errors: string[] = []
  const surroundings = surroundingsFor()
  const program = await createFullProgram({
    ...surroundings,
    stderr: { ...surroundings.stderr, write: (text) => void errors.push(text) },
  })
  let called = ''
  for (const [name, command] of await allCommands(program)) {
    command.action(() => {
      called = name
    })
  }
  const args = expandShortcut(words, valueOptionsOf(program))
  await program.parseAsync(args, { from: 'user' }).catch(() => undefined)
  return errors.length === 0 ? called : errors.join('')
}

it('every command has two different examples, and nothing else has', () => {
  expect(Object.keys(EXAMPLES).sort()).toEqual(names.sort())
  expect(new Set(lines.map(([line]) => line)).size).toBe(names.length * 2)
})

it.each(lines)('"%s" is a call of "%s"', async (line, name) => {
  const [program, ...words] = wordsOf(line)
  expect(program).toBe('aiflow')
  expect(await commandOf(words)).toBe(name)
})

it('a misspelt option or an argument too many is found', async () => {
  expect(await commandOf(['event', 'list', '--kinds', 'user'])).toContain("unknown option '--kinds'")
  expect(await commandOf(['event', 'show', '36', '37'])).toContain('too many arguments')
})

it.each(names)('the help of "%s" ends with its examples', async (name) => {
  const { stdout } = await record([...name.split(' '), '--help'], {}, { columns: 80 })
  expect(stdout).toMatch(/\nExamples:\n( {2}aiflow .*\n){2}$/)
  for (const line of EXAMPLES[name] ?? []) expect(stdout).toContain(`  ${line}\n`)
})

it('a group has no examples', async () => {
  expect((await record(['event', '--help'])).stdout).not.toContain('Examples:')
})
