import type { Report } from '@aiflow/sdk/internal/worker-protocol'
import { expect, test } from 'vitest'
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
