import { expect, test } from 'vitest'
import { explore } from '../cluster-model/explore.ts'
import { ALL_RULES, type Rules, type Setting } from '../cluster-model/rules.ts'

type Tried = Omit<Setting, 'rules'>

const OVERLAPPING: Tried = { isExclusive: false, faults: { takeOvers: 1, crashes: 1, cuts: 1 } }
const EXCLUSIVE: Tried = { isExclusive: true, faults: { takeOvers: 1, crashes: 0, cuts: 1 } }

const STORED = 'What is acknowledged is stored'
const END = 'Everything can come to its end'
const ALONE = 'Two attempts of an exclusive task never run at once'

/** The promise that is broken without a rule. */
const KEEPS: Readonly<Record<keyof Rules, readonly [Tried, string]>> = {
  commitComparesEpoch: [OVERLAPPING, STORED],
  takeOverReads: [OVERLAPPING, STORED],
  doubtIsAsked: [OVERLAPPING, 'An end is an end'],
  messagesFollowCommit: [OVERLAPPING, 'What leaves is stored'],
  answersWithLease: [OVERLAPPING, STORED],
  welcomeFollowsCommit: [EXCLUSIVE, ALONE],
  helloIsHeard: [EXCLUSIVE, ALONE],
  sessionsAreCompared: [OVERLAPPING, 'No task is stopped that nobody stops'],
  claimIsOnce: [OVERLAPPING, 'An attempt is started at most once'],
  stopLeavesClaim: [OVERLAPPING, END],
  lostIsStopped: [OVERLAPPING, END],
  lateReportIsLate: [OVERLAPPING, 'When a task has ended, nothing of its attempt runs'],
  aloneEndsExclusive: [EXCLUSIVE, ALONE],
  aloneTakesNothing: [EXCLUSIVE, ALONE],
}

test.each([
  ['a task whose attempts may overlap', OVERLAPPING, 100_000],
  ['an exclusive task', EXCLUSIVE, 250_000],
  [
    'an exclusive task, whatever crashes',
    { isExclusive: true, faults: { takeOvers: 0, crashes: 1, cuts: 1 } },
    100_000,
  ],
])('the rules keep every promise for %s, in each world that can be reached', (_what, tried, least) => {
  const { worlds, broken } = explore({ ...tried, rules: ALL_RULES })
  expect(broken).toBeNull()
  expect(worlds).toBeGreaterThan(least)
})

test.each(Object.entries(KEEPS))('without %s, a promise is broken', (rule, [tried, promise]) => {
  const { broken } = explore({ ...tried, rules: { ...ALL_RULES, [rule]: false } })
  expect(broken?.promise).toBe(promise)
})
