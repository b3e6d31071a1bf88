import type { TriedEvent, TriedRule } from '@aiflow/sdk/client'
import { expect, test } from 'vitest'
import { createColors } from '../text/colors.ts'
import { triedLines } from './tried-lines.ts'

const paper = { colors: createColors(false), layout: { width: 80, paintTitle: (title: string) => title } }

function rule(more: Partial<TriedRule>): TriedRule {
  const name = { task: 'train', rule: 'r', action: 'START', text: 'event "go"' } as const
  return { ...name, verdict: 'fired', effect: null, reason: null, unless: null, ...more }
}

/** The lines about rules of an execution. */
function linesOf(...rules: readonly TriedRule[]): string[] {
  const lanes = [{ workflowExecutionId: 1, workflowName: 'w', hindrances: ['It is paused.'], rules }]
  return triedLines(answer({ lanes: lanes.map((lane) => ({ ...lane, rules: [...rules] })) }), paper)
}

function answer(more: Partial<TriedEvent>): TriedEvent {
  return { namespace: 'default', key: 'go', offset: 5, refusal: null, lanes: [], more: 0, ...more }
}

test.each<[string, Partial<TriedRule>, string]>([
  ['starts', { effect: { type: 'start', of: null } }, '✓ train, rule "r": would fire START: the task starts'],
  [
    'waits',
    { effect: { type: 'wait', of: '1/train/2' } },
    '✓ train, rule "r": would fire START: the start waits for the end of 1/train/2',
  ],
  [
    'stops',
    { action: 'STOP', effect: { type: 'stop', of: '1/train/2' } },
    '✓ train, rule "r": would fire STOP: 1/train/2 is stopped',
  ],
  ['is ignored', { verdict: 'ignored', reason: 'alive' }, '· train, rule "r": would be ignored: alive'],
  [
    'fails',
    { verdict: 'failed', reason: 'it threw' },
    '✗ train, rule "r": would fail, and the event would become a dead letter: it',
  ],
  ['is not met', { verdict: 'notMet', reason: 'a\nb' }, '· train, rule "r": would not be met: a\\nb'],
  ['is not tried', { verdict: 'notTried', reason: 'custom' }, '? train, rule "r": unknown: custom'],
])('a rule that %s', (_, more, line) => {
  expect(linesOf(rule(more))[2]).toBe(`  ${line}`)
})

test('an execution is named, with what holds it up, and its conditions', () => {
  expect(linesOf(rule({ effect: { type: 'start', of: null }, unless: 'mine' }))).toEqual([
    'workflow execution 1 of "w"',
    '! It is paused.',
    '  ✓ train, rule "r": would fire START: the task starts (unless the custom',
    '    condition of "mine", which comes first, is met)',
    '      when event "go"',
    '',
    'Nothing was sent.',
  ])
})

test('nobody hears it, or too many', () => {
  expect(triedLines(answer({}), paper)[0]).toBe('No rule or trigger in the namespace "default" waits for "go".')
  const lines = triedLines(answer({ more: 3, refusal: 'it is full' }), paper)
  expect(lines[0]).toBe('! It would be refused now: it is full')
  expect(lines).toContain('3 more executions or workflows hear it. Name one with --execution.')
})
