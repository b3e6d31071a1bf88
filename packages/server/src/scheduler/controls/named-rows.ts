import { namespacedKey } from '../../storage/table.ts'
import { NAMESPACED_TABLE_NAMES, type NamespacedTableName } from '../../storage/tables.ts'
import type { Step } from '../step.ts'

/** Deletes what belongs to a namespace, such as its pools. */
export function deleteNamed(step: Step, namespace: string): void {
  for (const table of NAMESPACED_TABLE_NAMES) {
    for (const row of step.world.named[table].values()) {
      if (row.namespace === namespace) removeNamed(step, table, row)
    }
  }
}

export function removeNamed(
  step: Step,
  table: NamespacedTableName,
  { namespace, name }: { readonly namespace: string; readonly name: string },
): void {
  step.world.named[table].delete(namespacedKey({ namespace, name }))
  step.changes[table].delete({ namespace, name })
}
