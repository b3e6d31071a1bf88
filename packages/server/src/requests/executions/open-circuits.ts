import type { OpenCircuit } from '@aiflow/sdk/internal/api/workflows'
import { readCircuit } from '../../model/circuit.ts'
import { parseCircuit } from '../../model/state-names.ts'
import type { StateRow } from '../../storage/rows.ts'

/** The rules of a workflow execution that are not judged. */
export function openCircuitsOf(rows: readonly StateRow[]): OpenCircuit[] {
  return rows.flatMap(({ name, value }) => {
    const circuit = readCircuit(value)
    const of = parseCircuit(name)
    if (circuit === null || of === null || circuit.status === 'closed') return []
    return [{ ...circuit, task: of.task ?? '', rule: of.rule }]
  })
}
