import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { delimiter, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { runScript } from '../../src/ssh/ssh-connection.ts'
import { SshRefusal } from '../../src/ssh/ssh-failures.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aiflow-ssh-'))
  vi.stubEnv('PATH', `${folder}${delimiter}${process.env.PATH}`)
})
afterEach(() => {
  vi.unstubAllEnvs()
  rmSync(folder, { recursive: true, force: true })
})

/** A program in the place of `ssh`. */
const ssh = (script: string) => {
  writeFileSync(join(folder, 'ssh'), `#!/bin/sh\n${script}\n`)
  chmodSync(join(folder, 'ssh'), 0o755)
}
const target = { host: 'far' }

test('what the login shell prints is not in the output of a script', async () => {
  ssh('echo Welcome; printf aiflow; exec sh -s')
  expect(await runScript(target, 'echo one; echo two')).toMatchObject({ code: 0, stdout: 'one\ntwo\n' })
  const taken: string[] = []
  await runScript(target, 'echo one', { take: (chunk) => void taken.push(chunk.toString()) })
  expect(taken.join('')).toBe('one\n')
})

test.each(['Permission denied', 'Connection refused', 'Host key verification failed', 'Bad configuration option'])(
  '"%s" is a refusal before the script has begun, and no more than a text of the script afterwards',
  async (told) => {
    ssh(`echo '${told}' >&2; exit 255`)
    const before: unknown = await runScript(target, 'true').catch((error: unknown) => error)
    expect(before instanceof SshRefusal || (before as { isBeforeScript: boolean }).isBeforeScript).toBe(true)
    ssh('exec sh -s')
    const after = runScript(target, `echo '${told}' >&2; exit 255`)
    await expect(after).rejects.toMatchObject({ name: 'SshError', isBeforeScript: false })
  },
)
