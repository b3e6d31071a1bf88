import type { Json } from '@aiflow/sdk/internal/json'

/** A row as SQLite holds it: some columns are JSON text, some are 0 or 1. */
export type RawRow<Row, JsonColumn extends keyof Row, BooleanColumn extends keyof Row = never> = Omit<
  Row,
  JsonColumn | BooleanColumn
> &
  Readonly<Record<JsonColumn, string>> &
  Readonly<Record<BooleanColumn, number>>

/** Only this store writes these columns, so they have the type that they were written from. */
export function fromJson<T>(text: string): T {
  return JSON.parse(text) as T
}

/** Null is the most frequent value of an optional column, and needs no JSON. */
export function toNullableJson(value: Json): string | null {
  return value === null ? null : JSON.stringify(value)
}

export function fromNullableJson<T>(text: string | null): T | null {
  return text === null ? null : (JSON.parse(text) as T)
}

/** Hashes in JSON text, even if that cannot be parsed: blobs that it refers to must not be removed. */
export function hashesIn(text: string): string[] {
  return [...text.matchAll(/[0-9a-f]{64}/g)].map(([hash]) => hash)
}
