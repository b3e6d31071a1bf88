import type { Circuit, OpenCircuit } from '@aiflow/sdk/internal/api/workflows'
import type { StateRow } from '../storage/rows.ts'

/** The rules of a workflow execution that are not judged. */
export function openCircuitsOf(rows: readonly StateRow[]): OpenCircuit[] {
  return rows.flatMap(({ name, value }) => {
    // What was stored as a circuit is one.
    const circuit = value as unknown as Circuit
    const [task = '', rule = ''] = name.slice(name.indexOf(':') + 1).split('/')
    return circuit.status === 'closed' ? [] : [{ ...circuit, task, rule }]
  })
}
