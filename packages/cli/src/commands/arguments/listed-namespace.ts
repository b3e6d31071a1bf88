import type { Column } from '../../output/printing/table.ts'
import type { Session } from '../../session.ts'

/** Tells where each item belongs, in a list of all namespaces; behind the others, whose places scripts may count on. */
export function withNamespace<T extends { readonly namespace: string }>(
  { namespaceFilter }: Session,
  columns: readonly Column<T>[],
): readonly Column<T>[] {
  if (namespaceFilter !== undefined) return columns
  return [...columns, { title: 'NAMESPACE', value: ({ namespace }) => namespace, isFlexible: true }]
}

/** `No events in namespace "team".`: a name that is misspelt looks like one that is empty. */
export function noneThere({ namespaceFilter }: Session, what: string, advice = ''): string {
  const place =
    namespaceFilter === undefined || namespaceFilter === 'default' ? '' : ` in namespace "${namespaceFilter}"`
  return `No ${what}${place}.${advice === '' ? '' : ` ${advice}`}`
}
