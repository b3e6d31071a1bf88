import type { Column } from '../../output/printing/table.ts'
import type { Session } from '../../session.ts'

interface NoneThere {
  /** What to do if there are none at all. */
  readonly advice?: string
  /** What was asked for; without filters, all of it is undefined. */
  readonly filter?: object
}

/**
 * Adds a column with the namespace to a list of all namespaces. It is the last one, so scripts find the others in
 * place.
 */
export function withNamespace<T extends { readonly namespace: string }>(
  { namespaceFilter }: Session,
  columns: readonly Column<T>[],
): readonly Column<T>[] {
  if (namespaceFilter !== undefined) return columns
  return [...columns, { title: 'NAMESPACE', value: ({ namespace }) => namespace, isFlexible: true }]
}

/**
 * `No events in namespace "team".` It names the namespace, because a misspelt one looks empty. With filters there may be
 * some that they leave out, so the advice for an empty list is not given.
 */
export function noneThere(
  { namespaceFilter }: Session,
  what: string,
  { advice = '', filter = {} }: NoneThere = {},
): string {
  const place =
    namespaceFilter === undefined || namespaceFilter === 'default' ? '' : ` in namespace "${namespaceFilter}"`
  if (Object.values(filter).some((value) => value !== undefined)) return `No ${what}${place} match these filters.`
  return `No ${what}${place}.${advice === '' ? '' : ` ${advice}`}`
}
