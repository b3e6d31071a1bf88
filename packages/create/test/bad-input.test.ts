import { execFile } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { writeFiles } from '../src/write-files.ts'
import { Place } from './new-project.ts'

const PROGRAM = fileURLToPath(new URL('../src/main.ts', import.meta.url))

let place: Place
beforeEach(() => {
  place = new Place()
})
afterEach(() => place.remove())

const refusal = (words: readonly string[], changed?: Parameters<Place['create']>[1]) =>
  place.create(words, changed).then(
    () => 'created',
    ({ exitCode, message }) => [exitCode, message],
  )

it.for([
  [['x', '--template', 'foo'], 'There is no template "foo". The templates are streaming, batch, python.'],
  [['x', '--tempate', 'batch'], 'There is no option "--tempate". See --help.'],
  [['x', '-t'], 'The option "-t" needs a value. See --help.'],
  [['x', '--help=me'], 'The option "--help" takes no value. See --help.'],
  [['my', 'project'], 'There is one name too many: "project". Put a name with spaces in quotes. See --help.'],
  [['a\nb'], 'The name has control characters. Choose another.'],
  [[''], 'The name is empty. Use "." for the current folder.'],
  [['a/'.repeat(600)], 'The name has more than 1000 characters. Choose another.'],
  [['node_modules'], 'In a folder "node_modules", nothing is found that is not installed. Choose another.'],
] as const)('refuses the words %j as wrong use', async ([words, message]) => {
  expect(await refusal(words)).toEqual([2, message])
  expect(place.files()).toEqual([])
})

it('says that npm kept an option for itself', async () => {
  expect(await refusal(['x', 'batch'], { keptByNpm: ['--template'] })).toEqual([
    2,
    expect.stringMatching(
      /^npm kept --template for itself\. .*\n {2}npm create aiflow my-workflows -- --template batch$/,
    ),
  ])
  expect(place.files()).toEqual([])
})

it('refuses a folder that is not empty, and lists what is in the way', async () => {
  mkdirSync(join(place.path, 'old/src'), { recursive: true })
  for (const name of ['a', 'b', 'c', 'd', 'e', 'README.md']) writeFileSync(join(place.path, 'old', name), '')

  expect(await refusal(['old'])).toEqual([
    1,
    'The folder "old" is not empty: "a", "b", "c", "d", "e" and 1 more. Choose another name, or empty it first.',
  ])
  expect(place.files('old')).toEqual(['README.md', 'a', 'b', 'c', 'd', 'e'])
})

it.for(['file', 'file/below'])('refuses "%s", where there is a file', async (name) => {
  writeFileSync(join(place.path, 'file'), 'mine')

  expect(await refusal([name])).toEqual([1, `"${name}" is a file, or leads through one. Choose another name.`])
  expect(place.read('file')).toBe('mine')
})

it('leaves nothing where the system refuses to write', async () => {
  expect(await refusal(['/proc/project'])).toEqual([
    1,
    expect.stringMatching(/^The project cannot be written: .*\. Nothing is left of it\.$/),
  ])
})

it('removes what it has written if a later file cannot be written', () => {
  const folder = join(place.path, 'deep/project')
  const files = new Map([
    ['a/b.txt', ''],
    [`${'x'.repeat(300)}.txt`, ''],
  ])

  expect(() => writeFiles(folder, files)).toThrow('The project cannot be written: the name is too long')
  expect(place.files()).toEqual([])
  expect(() => writeFiles(join(place.path, 'deep'), new Map([['c.txt', '']]))).not.toThrow()
})

it('removes the file of which it could write only a part', () => {
  const folder = join(place.path, 'project')
  const text = { is: 'no text' } as unknown as string

  expect(() => writeFiles(folder, new Map([['a.txt', text]]))).toThrow('Nothing is left of it.')
  expect(place.files()).toEqual([])
})

it('says that the current folder is gone', async () => {
  const folder = join(place.path, 'gone')
  mkdirSync(folder)
  const program = `rmdir "${folder}" && exec "${process.execPath}" "${PROGRAM}" x`
  const { promise, resolve } = Promise.withResolvers<string>()
  execFile('sh', ['-c', program], { cwd: folder }, (_error, _stdout, stderr) => resolve(stderr))
  expect(await promise).toBe('Error: The current folder does not exist any more. Change to another one.\n')
})

it('prints one line without a trace, and ends with the exit code', async () => {
  const { promise, resolve } = Promise.withResolvers<unknown[]>()
  execFile(process.execPath, [PROGRAM, 'x', '--template', 'foo'], { cwd: place.path }, (error, stdout, stderr) =>
    resolve([error?.code, stdout, stderr]),
  )
  expect(await promise).toEqual([
    2,
    '',
    'Error: There is no template "foo". The templates are streaming, batch, python.\n',
  ])
})
