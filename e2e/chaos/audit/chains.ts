import type { Evidence, ExecutionRow } from '../evidence.ts'

/** What comes out at the end of a workflow, from the number that it began with. */
const RESULTS: Readonly<Record<string, { readonly task: string; readonly of: (value: number) => number }>> = {
  chain: { task: 'finish', of: (value) => value * 2 + 1 },
  together: { task: 'sum', of: (value) => value * (1 + 2 + 3) },
}

/** Checks that everything that was started has ended, once: chains with their results, and executions started by hand. */
export function auditChains(evidence: Evidence): string[] {
  const chains = evidence.executions.flatMap((row) => auditChain(evidence, row))
  return [...chains, ...auditHand(evidence), ...auditSequence(evidence)]
}

function auditChain({ tasks }: Evidence, { id, workflow, status, trigger }: ExecutionRow): string[] {
  const expected = RESULTS[workflow]
  if (expected === undefined) return []
  if (status !== 'SUCCESS') return [`the ${workflow} of execution ${id} ended as ${status}`]
  const own = tasks.filter(({ execution }) => execution === id)
  const result = own.find(({ task }) => task === expected.task)?.output
  const wanted = expected.of(Number(trigger.events.at(-1)?.value))
  const faults = result === wanted ? [] : [`the ${workflow} of execution ${id} came to ${result} instead of ${wanted}`]
  const twice = own.filter(({ sequence }) => sequence > 1)
  return [...faults, ...twice.map(({ task }) => `"${task}" in execution ${id} of the ${workflow} ran twice`)]
}

function auditHand({ ledger, executions }: Evidence): string[] {
  const stored = executions.filter(({ type }) => type === 'MANUAL').map(({ id }) => id)
  const answered = new Set(ledger.started.map(({ id }) => id))
  const known = new Set(stored)
  return [
    ...ledger.started.flatMap(({ id }) => (known.has(id) ? [] : [`execution ${id}, started by hand, is not stored`])),
    ...stored.flatMap((id) => (answered.has(id) ? [] : [`execution ${id} was started by hand once more than asked`])),
    ...ledger.started.flatMap(({ id }, index) =>
      ledger.started.findIndex((other) => other.id === id) === index ? [] : [`execution ${id} answers two starts`],
    ),
  ]
}

/** A task that numbers its events by a state may send a number twice, but never skips one. */
function auditSequence({ events, executions }: Evidence): string[] {
  return executions
    .filter(({ workflow }) => workflow === 'streams')
    .flatMap(({ id }) => {
      const numbers = events
        .filter(({ key, execution }) => key === 'sent' && execution === id)
        .map(({ value }) => Number(value))
      return numbers.flatMap((number, index) => {
        const before = numbers[index - 1] ?? 0
        return number === before + 1 || number === before ? [] : [`execution ${id} sent ${number} after ${before}`]
      })
    })
}
