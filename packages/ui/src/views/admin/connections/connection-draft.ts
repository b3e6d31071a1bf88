import type { ConnectionToSet, ListedConnection } from '@aiflow/sdk/client'
import { CONNECTION_TYPES, type ConnectionField, findConnectionType } from '@aiflow/sdk/internal/connections'

/** What the form holds: every value as text. */
export interface ConnectionDraft {
  readonly namespace: string
  readonly name: string
  readonly type: string
  /** By field: its value, or the name of its secret. */
  readonly values: Readonly<Record<string, string>>
  readonly isNew: boolean
}

export function draftOf({ namespace, name, type, fields, secrets }: ListedConnection): ConnectionDraft {
  const texts = Object.entries(fields).map(([field, value]) => [field, String(value)] as const)
  return { namespace, name, type, values: { ...Object.fromEntries(texts), ...secrets }, isNew: false }
}

/** The fields of a type; none if this page does not know it. */
export function fieldsOf(type: string): readonly ConnectionField[] {
  return findConnectionType(type)?.fields ?? []
}

export const TYPE_CHOICES = Object.values(CONNECTION_TYPES).map(({ name, title }) => ({ value: name, label: title }))

/** What the server is sent. Fields of other types, and those without a value, are left out. */
export function connectionOf({ type, values }: ConnectionDraft): ConnectionToSet {
  const given = fieldsOf(type).flatMap(({ name, secret = false }) => {
    const text = values[name]?.trim() ?? ''
    return text === '' ? [] : [{ name, text, secret }]
  })
  const byName = (isSecret: boolean) =>
    Object.fromEntries(given.filter(({ secret }) => secret === isSecret).map(({ name, text }) => [name, text]))
  return { type, fields: byName(false), secrets: byName(true) }
}

/** Whether the form has everything that it needs to be sent. */
export function isComplete({ name, type, values }: ConnectionDraft): boolean {
  const isThere = (field: string) => (values[field]?.trim() ?? '') !== ''
  return name.trim() !== '' && fieldsOf(type).every((field) => field.required !== true || isThere(field.name))
}
