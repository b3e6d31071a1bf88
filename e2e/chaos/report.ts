import type { ChaosResult } from './run-chaos.ts'
import { REATTACHED } from './workflows/outside-place.ts'

const MAX_FAULTS = 100

/** The result of a run as text; the last line is the summary. */
export function describe({ seed }: { readonly seed: number }, result: ChaosResult): string {
  const { evidence, faults, kills, freezes, damages, hostile, seconds, folder } = result
  const { ledger, executions, tasks, testimonies, verdicts, notMet, events } = evidence
  const killed = [...kills.values()].reduce((sum, count) => sum + count, 0)
  const attempts = testimonies.filter(({ mark }) => mark === 'begin').length
  const reattached = testimonies.filter(({ note }) => note === REATTACHED).length
  const counted = notMet.reduce((sum, { count }) => sum + count, 0)
  const lines = [
    `seed ${seed}, ${Math.round(seconds)} s, home ${folder}`,
    `killed: ${[...kills].map(([what, count]) => `${count} ${what}`).join(', ')}`,
    `frozen: ${freezes} times; damaged: ${damages} files; hostile: ${hostile} requests`,
    `sent: ${ledger.events.length} events; the log holds ${events.length}`,
    `ran: ${executions.length} executions, ${tasks.length} task executions, ${attempts} attempts`,
    `outside: ${reattached} times work went on that an earlier attempt began`,
    `judged: ${verdicts.length} verdicts, ${counted} times "not met"`,
    ...faults.slice(0, MAX_FAULTS).map(({ audit, message }) => `FAULT ${audit}: ${message}`),
    ...(faults.length > MAX_FAULTS ? [`… and ${faults.length - MAX_FAULTS} more`] : []),
    `${killed} kills, ${faults.length} faults`,
  ]
  return lines.join('\n')
}
