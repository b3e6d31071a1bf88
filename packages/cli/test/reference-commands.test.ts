import { expect, it } from 'vitest'
import { allCommands } from './all-commands.ts'
import { record } from './recorded-surroundings.ts'

/** What the reference has, as its users type it; its second program, `notification`, is `event` here. */
const REFERENCE: Readonly<Record<string, string>> = {
  config: 'get-value init list',
  db: 'init reset upgrade downgrade',
  namespace: 'add delete list',
  server: 'start stop',
  webserver: 'start stop',
  workflow: 'upload list show enable disable delete',
  'workflow-execution': 'start stop stop-all list show delete',
  'task-execution': 'start stop list show',
  'workflow-schedule': 'add list show pause resume delete delete-all',
  'workflow-trigger': 'list show pause resume delete delete-all',
  event: 'count list listen send',
}

const commands = await allCommands()
const flagsOf = (name: string) => {
  const command = commands.get(name)
  const options = [...(command?.options ?? []), ...(command?.parent?.parent?.options ?? [])]
  return options.flatMap(({ short, long }) => [short, long])
}
const words = Object.entries(REFERENCE).flatMap(([group, verbs]) => verbs.split(' ').map((verb) => `${group} ${verb}`))

it.each([...words, 'version', 'workflow-trigger add'])('has "%s", and tells what it does', (name) => {
  expect(commands.get(name)?.description()).toMatch(/^[A-Z]/)
})

it.each(words)('"%s" takes the common options', (name) => {
  expect(flagsOf(name)).toEqual(expect.arrayContaining(['-n', '--namespace', '-o', '--output']))
})

it.each(words.filter((name) => /delete|stop-all|reset|downgrade/.test(name)))('"%s" takes --yes', (name) => {
  expect(flagsOf(name)).toEqual(expect.arrayContaining(['-y', '--yes']))
})

it('starts servers in the background, uploads with files and reads events as the reference does', () => {
  for (const name of ['server start', 'webserver start'])
    expect(flagsOf(name)).toEqual(expect.arrayContaining(['-d', '--daemon']))
  expect(flagsOf('workflow upload')).toEqual(expect.arrayContaining(['-f', '--files']))
  for (const name of ['event list', 'event listen', 'event count'])
    expect(flagsOf(name)).toEqual(
      expect.arrayContaining(['--begin-offset', '--begin-time', '--sender', '-s', '--server-uri']),
    )
  expect(flagsOf('event send')).toEqual(expect.arrayContaining(['--sender', '--context', '-s', '--server-uri']))
})

it.each([...commands.keys()])('"%s --help" has lines of at most 80 characters', async (name) => {
  const { stdout } = await record([...name.split(' '), '--help'], {}, { columns: 80 })
  expect(Math.max(...stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
})
