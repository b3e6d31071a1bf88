import { expect, test } from 'vitest'
import { explainJump, listedKinds } from './listed-kinds.ts'

const at = (...offsets: number[]) => offsets.map((offset) => ({ offset }))

test.each([
  [undefined, {}, { kind: 'user' }],
  ['price', {}, { kind: 'user' }],
  ['price', { all: true }, { all: true }],
  ['price', { kind: 'timer' as const }, { kind: 'timer' }],
  ['aiflow/task-status/w/t', {}, { all: true }],
  ['aiflow/task-status/w/t', { kind: 'user' as const }, { kind: 'user' }],
])('the key %j with the options %j asks for %j', (key, options, kinds) => {
  expect(listedKinds(key, options)).toEqual(kinds)
})

test.each([
  [at(), null],
  [at(5), null],
  [at(5, 6, 7), null],
  [at(5, 7), '1 event in between is not shown: of other kinds, such as statuses (--all shows them).'],
  [at(5, 7, 20), '13 events in between are not shown: of other kinds, such as statuses (--all shows them).'],
])('of %j in all namespaces it says %j', (events, note) => {
  expect(explainJump(events, { kind: 'user', isOneNamespace: false })).toBe(note)
})

test('events of other namespaces may be the reason, and alone with --all', () => {
  expect(explainJump(at(1, 3), { kind: 'user', isOneNamespace: true })).toContain(
    '(--all shows them) or of other names',
  )
  expect(explainJump(at(1, 3), { kind: undefined, isOneNamespace: true })).toMatch(
    /shown: of other namespaces \(-n "\*"/,
  )
  expect(explainJump(at(1, 3), { kind: undefined, isOneNamespace: false })).toBeNull()
})
