import type { Evidence, ExecutionRow } from '../evidence.ts'

/** Checks that everything that was started has ended, once: chains with their results, and executions started by hand. */
export function auditChains(evidence: Evidence): string[] {
  const chains = evidence.executions.filter(({ workflow }) => workflow === 'chain')
  return [...chains.flatMap((chain) => auditChain(evidence, chain)), ...auditHand(evidence), ...auditSequence(evidence)]
}

function auditChain({ tasks }: Evidence, { id, status, trigger }: ExecutionRow): string[] {
  if (status !== 'SUCCESS') return [`the chain of execution ${id} ended as ${status}`]
  const own = tasks.filter(({ execution }) => execution === id)
  const result = own.find(({ task }) => task === 'finish')?.output
  const expected = Number(trigger.events.at(-1)?.value) * 2 + 1
  const faults = result === expected ? [] : [`the chain of execution ${id} came to ${result} instead of ${expected}`]
  const twice = own.filter(({ sequence }) => sequence > 1)
  return [...faults, ...twice.map(({ task }) => `"${task}" in execution ${id} of the chain ran twice`)]
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
