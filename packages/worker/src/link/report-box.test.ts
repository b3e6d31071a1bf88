import type { Report } from '@aiflow/sdk/internal/worker-protocol'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { ReportBox } from './report-box.ts'

type Entries = Parameters<ConstructorParameters<typeof ReportBox>[0]>[0]

function finished(attemptId: string, outcome: Extract<Report, { type: 'finished' }>['outcome']): Report {
  return { type: 'finished', attemptId, outcome, startedAt: 1, endedAt: 2 }
}

function lost(attemptId: string, message: string): Report {
  return finished(attemptId, { type: 'lost', message })
}

/** What a box sends of these reports, a list for each message. */
function sent(reports: readonly Report[]): Entries[] {
  const messages: Entries[] = []
  const box = new ReportBox((entries) => messages.push(entries))
  for (const report of reports) box.add(report.attemptId, report)
  box.flush()
  return messages
}

test.each(['output', 'message'])('reports with a long %s go in parts that a server takes', (what) => {
  const text = 'x'.repeat(1_000_000)
  const reports = Array.from({ length: 20 }, (_, n) =>
    what === 'output' ? finished(`a${n}`, { type: 'success', output: text }) : lost(`a${n}`, text),
  )
  const messages = sent(reports)
  expect(messages.flat().map(({ report }) => report)).toEqual(reports)
  for (const entries of messages) expect(JSON.stringify(entries).length).toBeLessThan(1_500_000)
})

test('a report that every server would refuse is replaced by a failure of its attempt', () => {
  const endless = 'x'.repeat(40_000_000)
  const reports = [
    finished('a', { type: 'success', output: endless }),
    lost('b', endless),
    { type: 'stopping', attemptId: 'c', phase: 'stop', error: endless } as const,
  ]
  const entries = sent(reports).flat()
  expect(JSON.stringify(entries).length).toBeLessThan(2000)
  const failure = { type: 'failed', reason: 'error', message: expect.stringContaining('40000') }
  expect(entries.map(({ report }) => report)).toMatchObject([
    { attemptId: 'a', outcome: failure },
    { attemptId: 'b', outcome: failure },
    { attemptId: 'c', error: expect.stringMatching(/^x+$/) },
  ])
})

test('the reports of an attempt are dropped together, and those of others are kept', () => {
  const messages: Entries[] = []
  const box = new ReportBox((entries) => messages.push(entries))
  for (const id of ['a', 'b', 'c']) {
    box.add(`${id}:running`, { type: 'running', attemptId: id, pid: 1, startedAt: 1 })
    box.add(`${id}:finished`, lost(id, 'gone'))
  }
  box.acknowledge('a:finished')
  box.acknowledge('b:running')
  box.drop('a')
  box.drop('unknown')
  expect(box.size).toBe(3)
  box.resend()
  expect(messages.flat().map(({ id }) => id)).toEqual(['b:finished', 'c:running', 'c:finished'])
})

describe('a report that the next one may follow at once', () => {
  const running: Report = { type: 'running', attemptId: 'a', pid: 1, startedAt: 1 }
  const success = finished('a', { type: 'success', output: null })
  let messages: Entries[]
  let box: ReportBox
  let goesOn: PromiseWithResolvers<void>

  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    messages = []
    box = new ReportBox((entries) => messages.push(entries))
    goesOn = Promise.withResolvers()
    box.add('a:running', running, { holdUntil: goesOn.promise })
  })

  afterEach(() => {
    vi.useRealTimers()
  })

  const types = () => messages.map((entries) => entries.map(({ report }) => report.type))

  test('goes in one message with the next report, before it', async () => {
    await Promise.resolve()
    expect(types()).toEqual([])
    box.add('a:finished', success)
    await Promise.resolve()
    expect(types()).toEqual([['running', 'finished']])
    vi.runAllTimers()
    expect(types()).toHaveLength(1)
  })

  test('goes alone after a moment', async () => {
    vi.advanceTimersByTime(1)
    expect(types()).toEqual([['running']])
    box.add('a:finished', success)
    await Promise.resolve()
    expect(types()).toEqual([['running'], ['finished']])
  })

  test('goes as soon as it is clear that none follows', async () => {
    goesOn.resolve()
    await goesOn.promise
    expect(types()).toEqual([['running']])
    vi.runAllTimers()
    expect(types()).toHaveLength(1)
  })

  test('does not take others with it once it has gone', async () => {
    vi.advanceTimersByTime(1)
    box.add('b:running', { ...running, attemptId: 'b' }, { holdUntil: Promise.withResolvers<void>().promise })
    goesOn.resolve()
    await goesOn.promise
    expect(types()).toEqual([['running']])
  })

  test('goes with all others after a new connection, once', () => {
    box.resend()
    vi.runAllTimers()
    expect(types()).toEqual([['running']])
  })
})
