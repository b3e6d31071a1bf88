import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readExtraFiles } from './extra-files.ts'

let folder: string

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aiflow-files-'))
  mkdirSync(join(folder, 'data/sub'), { recursive: true })
  mkdirSync(join(folder, 'shared'))
  writeFileSync(join(folder, 'data/a'), 'a')
  writeFileSync(join(folder, 'data/sub/b'), 'b')
  writeFileSync(join(folder, 'shared/c'), 'c')
})

afterEach(() => rmSync(folder, { recursive: true }))

async function contentOf(...paths: string[]): Promise<Record<string, string>> {
  const files = await readExtraFiles(paths, folder)
  return Object.fromEntries(files.map(({ path, contentBase64 }) => [path, atob(contentBase64)]))
}

test('a folder stands for all files below it, those that links inside lead to included', async () => {
  symlinkSync('a', join(folder, 'data/file-link'))
  symlinkSync('../shared', join(folder, 'data/folder-link'))
  symlinkSync(join(folder, 'shared/c'), join(folder, 'data/absolute-link'))
  const own = { 'data/a': 'a', 'data/sub/b': 'b' }
  const linked = { 'data/file-link': 'a', 'data/folder-link/c': 'c', 'data/absolute-link': 'c' }
  expect(await contentOf('data')).toEqual({ ...own, ...linked })
  expect(await contentOf('.')).toEqual({ ...own, ...linked, 'shared/c': 'c' })
})

test.each<[what: string, make: (path: string) => void, problem: string]>([
  ['a link that leads outside', (path) => symlinkSync('/etc/passwd', path), 'is a link to "/etc/passwd", outside of'],
  ['a link to a folder outside', (path) => symlinkSync('/etc', path), 'is a link to "/etc", outside of'],
  ['a link to nothing', (path) => symlinkSync('nope', path), 'is a broken link'],
  ['a link in a circle', (path) => symlinkSync('..', path), 'is a link to a folder that contains it'],
  ['a link to itself', (path) => symlinkSync('x', path), 'is a broken link'],
  [
    'a pipe',
    (path) => void execFileSync('bash', ['-c', 'mkfifo "$1"', 'bash', path]),
    'is neither a file nor a folder',
  ],
])('%s below a folder is refused by its name', async (_, make, problem) => {
  make(join(folder, 'data/sub/x'))
  await expect(readExtraFiles(['data'], folder)).rejects.toThrow(`The extra file "data/sub/x" ${problem}`)
})

test.runIf(process.platform === 'linux')('a name that is not UTF-8 is refused', async () => {
  execFileSync('bash', ['-c', `touch "$1"/$'n\\xff'`, 'bash', join(folder, 'data')])
  await expect(readExtraFiles(['data'], folder)).rejects.toThrow('"data/n\ufffd" has a name that is not valid UTF-8')
})
