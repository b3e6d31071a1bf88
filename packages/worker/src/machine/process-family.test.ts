import { expect, test } from 'vitest'
import { NO_CGROUP } from './cgroups.ts'
import { ProcessFamily } from './process-family.ts'
import type { ProcessRow, ProcessTable } from './process-table.ts'

/** Far above what a kernel gives, so that no signal meets anybody. */
const LEADER = 2 ** 30

function row(pid: number, changes: Partial<ProcessRow> = {}): ProcessRow {
  return { pid, startTime: String(pid), groupId: 1, parentId: 1, zombie: false, frozen: false, ...changes }
}

function tableOf(rows: readonly ProcessRow[], marked: readonly number[] = []): ProcessTable {
  return {
    bootId: 'boot',
    find: (pid) => rows.find((each) => each.pid === pid) ?? null,
    list: () => rows,
    withEnvironment: () => rows.filter(({ pid }) => marked.includes(pid)),
    variables: () => new Map(),
    commandOf: (pid) => (pid === LEADER ? `sleep ${'1'.repeat(100)}` : null),
  }
}

function familyOf(table: ProcessTable, inCgroup: readonly number[] = []): ProcessFamily {
  const leader = { pid: LEADER, startTime: String(LEADER) }
  return new ProcessFamily(table, { leader, attemptId: 'a', cgroup: { ...NO_CGROUP, pids: () => inCgroup } })
}

const pidsOf = (family: ProcessFamily) => family.members().map(({ pid }) => pid)

test('members are found by group, environment and control group, and so is all that they started', () => {
  const rows = [
    row(1),
    row(10),
    row(LEADER, { groupId: LEADER }),
    row(20),
    row(21, { parentId: 20 }),
    row(22, { parentId: 21 }),
    row(30),
    row(40, { groupId: LEADER }),
  ]
  expect(pidsOf(familyOf(tableOf(rows, [20]), [30]))).toEqual([LEADER, 20, 21, 22, 30, 40])
})

test('neither the first process, nor the worker itself, nor the dead are members', () => {
  const rows = [
    row(1),
    row(process.pid),
    row(20, { zombie: true }),
    row(60, { parentId: process.pid }),
    row(LEADER, { groupId: LEADER }),
  ]
  expect(pidsOf(familyOf(tableOf(rows, [1, process.pid, 20])))).toEqual([LEADER])
})

test('a group whose leader has another start time belongs to somebody else', () => {
  const rows = [row(LEADER, { groupId: LEADER, startTime: 'later' }), row(50, { groupId: LEADER })]
  expect(pidsOf(familyOf(tableOf(rows)))).toEqual([])
})

test('members are described by number and the beginning of their command', async () => {
  const rows = [row(LEADER, { groupId: LEADER }), row(50, { groupId: LEADER })]
  expect(await familyOf(tableOf(rows)).describe()).toBe(`${LEADER} (${`sleep ${'1'.repeat(100)}`.slice(0, 60)}), 50`)
})
