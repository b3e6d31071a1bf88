import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Command } from 'commander'
import { afterAll, expect, test } from 'vitest'
import { extraPathsOption } from './extra-paths.ts'

const folder = mkdtempSync(join(tmpdir(), 'aiflow-cli-'))
afterAll(() => rmSync(folder, { recursive: true }))

function pathsOf(...args: string[]): string[] {
  const command = new Command().addOption(extraPathsOption()).parse(args, { from: 'user' })
  return command.opts<{ files: string[] }>().files
}

test('paths are given one by one, in one option or between commas', () => {
  expect(pathsOf('-f', 'a', '-f', 'b')).toEqual(['a', 'b'])
  expect(pathsOf('-f', 'a', 'b')).toEqual(['a', 'b'])
  expect(pathsOf('-f', 'a,b', '--files=c,')).toEqual(['a', 'b', 'c'])
})

test('the name of a file may contain a comma', () => {
  const path = join(folder, 'a,b')
  writeFileSync(path, '')
  expect(pathsOf('-f', path)).toEqual([path])
})
