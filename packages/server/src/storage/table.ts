/*
 * The kinds of tables. `changes` and `row` exist only as types: they carry what a commit may change in the table, and its
 * rows.
 */

/** What a commit changes in a table whose rows are written whole, by their key. */
export interface RowChanges<Row, Gone = never> {
  readonly set?: readonly Row[]
  /** Removed before `set` is written. No key is in both. */
  readonly deleted?: readonly Gone[]
}

/** What identifies the rows of a table. `Gone` names a deleted row; it is `never` if no commit deletes any. */
export interface RowKeys<Row, Gone> {
  readonly keyOf: (row: Row) => RowKey
  readonly keyOfGone: (gone: Gone) => RowKey
  /** Whether a deleted key may be used again. A name may, but an id is never given twice. */
  readonly mayReturn: boolean
}

/** A row is written whole, over the one with its key. */
export interface KeyedTable<Row, Gone = never> extends RowKeys<Row, Gone> {
  readonly kind: 'keyed'
  readonly row?: Row
  readonly changes?: RowChanges<Row, Gone>
}

/** Rows are only added, in the order in which they were made. */
export interface AppendedTable<Row> {
  readonly kind: 'appended'
  readonly row?: Row
  readonly changes?: readonly Row[]
}

/** A table with its own type of changes. */
export interface OwnTable<Changes> {
  readonly kind: 'own'
  readonly changes?: Changes
}

/** The scheduler holds all rows that it decides on in memory, and reads them when it starts. */
export interface Held {
  readonly isHeld: true
}

/** Compound keys are written as one text. */
export type RowKey = string | number

/** Rows that have a name, under which another one may come later. */
export function named<Row, Gone>(
  keyOf: (row: Row) => RowKey,
  keyOfGone: (gone: Gone) => RowKey,
): KeyedTable<Row, Gone> {
  return { kind: 'keyed', keyOf, keyOfGone, mayReturn: true }
}

/** Rows with an id that is never given twice. */
export function numbered<
  Row extends { readonly id: number },
  Gone extends number | { readonly id: number } = number,
>(): KeyedTable<Row, Gone> {
  const keyOfGone = (gone: Gone) => (typeof gone === 'number' ? gone : gone.id)
  return { kind: 'keyed', keyOf: ({ id }) => id, keyOfGone, mayReturn: false }
}

/** Rows that no commit deletes. Some have a value that marks them as deleted. */
export function kept<Row>(keyOf: (row: Row) => RowKey): KeyedTable<Row> {
  return { kind: 'keyed', keyOf, keyOfGone: (gone: never) => gone, mayReturn: true }
}

export function appended<Row>(): AppendedTable<Row> {
  return { kind: 'appended' }
}

export function own<Changes>(): OwnTable<Changes> {
  return { kind: 'own' }
}

/** A row that belongs to a namespace, and is deleted with it. */
export interface NamedInNamespace {
  readonly namespace: string
  readonly name: string
}

/** The scheduler holds all rows, by the text of their key. */
export interface InNamespace extends Held {
  readonly isInNamespace: true
}

/** Rows with a name that is unique in its namespace. */
export function inNamespace<Row extends NamedInNamespace>(): KeyedTable<Row, NamedInNamespace> & InNamespace {
  return { ...named<Row, NamedInNamespace>(namespacedKey, namespacedKey), isHeld: true, isInNamespace: true }
}

/** Unambiguous, since neither name can hold a slash. */
export function namespacedKey({ namespace, name }: NamedInNamespace): string {
  return `${namespace}/${name}`
}

export function held<Table extends object>(table: Table): Table & Held {
  return { ...table, isHeld: true }
}
