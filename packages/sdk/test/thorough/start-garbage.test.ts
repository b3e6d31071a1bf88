import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'

const PACKAGE = fileURLToPath(new URL('../..', import.meta.url))
/** Has work for a while, and says when an object of its start is collected. */
const PROGRAM = `
import { collectStartGarbage } from '@aiflow/sdk/internal/process'
const registry = new FinalizationRegistry(() => { console.log('collected'); clearInterval(living) })
const start = () => registry.register({ of: 'the start' }, null)
start()
collectStartGarbage()
const living = setInterval(() => undefined, 60_000)
const end = Date.now() + 4000
const working = setInterval(() => {
  for (const until = Date.now() + 5; Date.now() < until; );
  if (Date.now() < end) return
  clearInterval(working)
  console.log('idle')
}, 10)
`

test('what the start of a process has left is collected once the process is idle', () => {
  const words = ['--conditions=source', '--input-type=module', '--eval', PROGRAM]
  const printed = execFileSync(process.execPath, words, { cwd: PACKAGE, encoding: 'utf8', timeout: 120_000 })
  expect(printed).toBe('idle\ncollected\n')
})
