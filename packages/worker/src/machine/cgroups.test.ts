import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { afterEach, expect, test } from 'vitest'
import { waitFor } from '../../test/support/wait-for.ts'
import { findCgroupFolder } from './cgroup-folder.ts'
import { Cgroups } from './cgroups.ts'

const processes: ChildProcess[] = []

afterEach(() => {
  for (const { pid } of processes.splice(0)) if (pid !== undefined) process.kill(-pid, 'SIGKILL')
})

/** Starts `sleep` for each line that it reads, and says its process id. */
const SHELL = 'while read -r line; do sleep 600 & echo $!; done'

for (const [version, controller] of [
  ['version 2', ''],
  ['version 1, "pids"', 'pids'],
  ['version 1, "freezer"', 'freezer'],
] as const) {
  const find = () => findCgroupFolder([controller])
  test.runIf(find() !== null)(`each look sees what has joined the group since the one before: ${version}`, async () => {
    const cgroups = new Cgroups(`${process.pid} ${controller}`, true, find)
    const group = cgroups.of('group')
    const shell = spawn('sh', ['-c', SHELL], { detached: true, stdio: ['pipe', 'pipe', 'inherit'] })
    processes.push(shell)
    group.join(shell.pid ?? 0)
    const expected = [shell.pid]
    await waitFor(() => (group.pids().includes(shell.pid ?? 0) ? true : null), 'the first process')
    for (let count = 0; count < 3; count++) {
      shell.stdin.write('\n')
      const [said] = await once(shell.stdout, 'data')
      expected.push(Number(said))
      expect(group.pids().toSorted()).toEqual(expected.toSorted())
    }
    group.remove()
    cgroups.close()
  })
}
