import type { Json } from '@aiflow/sdk/internal/json'
import type { Ajv2020 } from 'ajv/dist/2020.js'

/** Checks "uniqueItems" in time linear in the list. The validator itself would compare each pair of items. */
export function addDistinctItems(ajv: Ajv2020): void {
  ajv.removeKeyword('uniqueItems')
  ajv.addKeyword({
    keyword: 'uniqueItems',
    type: 'array',
    schemaType: 'boolean',
    errors: false,
    error: { message: 'must not have duplicate items' },
    validate: (isAsked: boolean, items: readonly Json[]) =>
      !isAsked || new Set(items.map((item) => JSON.stringify(item, inOrder))).size === items.length,
  })
}

/** Objects are equal whatever the order of their properties. */
function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
