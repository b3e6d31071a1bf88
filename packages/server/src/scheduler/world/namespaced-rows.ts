import { namespacedKey } from '../../storage/table.ts'
import { type HeldRows, NAMESPACED_TABLE_NAMES, type NamespacedTableName, type RowOf } from '../../storage/tables.ts'

/** For each table whose rows have a name in a namespace, its rows by `namespacedKey`. */
export type NamespacedRows = { readonly [Name in NamespacedTableName]: Map<string, RowOf<Name>> }

export function holdNamespacedRows(image: HeldRows): NamespacedRows {
  const rows: Partial<Record<NamespacedTableName, unknown>> = {}
  for (const name of NAMESPACED_TABLE_NAMES) rows[name] = new Map(image[name].map((row) => [namespacedKey(row), row]))
  return rows as NamespacedRows
}
