import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { AIFlowHome } from '../support/aiflow-home.ts'

const home = new AIFlowHome()

beforeAll(() => home.start())
afterAll(() => home.remove())

it('what is longer than a pipe holds arrives whole in the program behind it', async () => {
  const sent = Array.from({ length: 2000 }, (_, number) => ({ key: 'key', value: `${number} ${'x'.repeat(100)}` }))
  await home.client.events.sendMany(sent)
  await home.runPiped('cat >events.json', 'event', 'list', '--limit', '2000', '--output', 'json')
  const printed: typeof sent = JSON.parse(readFileSync(join(home.folder, 'events.json'), 'utf8'))
  expect(printed.map(({ value }) => value)).toEqual(sent.map(({ value }) => value))
})

it('a reader that leaves early is no error', async () => {
  const { exitCode, stdout, stderr } = await home.runPiped('head -1', 'event', 'list', '--limit', '2000', '-o', 'json')
  expect([exitCode, stdout, stderr]).toEqual([0, '[\n', ''])
})

it.skipIf(process.platform !== 'linux')('a disk that is full is told, with exit code 1', async () => {
  for (const command of [
    ['event', 'list'],
    ['event', 'list', '-o', 'json'],
    ['version'],
    ['--help'],
    ['completion', 'bash'],
  ]) {
    const { exitCode, stdout, stderr } = await home.runInto('/dev/full', ...command)
    expect([exitCode, stdout]).toEqual([1, ''])
    expect(stderr).toMatch(/Error: The output could not be written to stdout: ENOSPC: no space left on device.*\.\n$/)
  }
})
