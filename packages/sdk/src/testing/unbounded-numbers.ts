import type * as z from 'zod'

/**
 * Where in a schema numbers stand that do not say themselves what they may be at least and at most; for tests. What carries
 * values of users, who may write any number, is opaque.
 */
export function unboundedNumbers(schema: z.core.$ZodType, opaque: readonly z.core.$ZodType[]): string[] {
  const seen = new Set<z.core.$ZodType>(opaque)
  const found: string[] = []
  const visit = (type: z.core.$ZodType, path: string): void => {
    if (seen.has(type)) return
    // The definition of each kind of schema is another type, and all its parts are looked at alike.
    const definition = type._zod.def as unknown as Readonly<Record<string, unknown>>
    if (definition.type === 'number') {
      if (!isBounded(definition)) found.push(path)
      return
    }
    seen.add(type)
    for (const [name, child] of childrenOf(definition)) visit(child, `${path}${name}`)
  }
  visit(schema, '')
  return found
}

function isBounded(definition: Readonly<Record<string, unknown>>): boolean {
  const checks = (definition.checks ?? []) as readonly z.core.$ZodCheck[]
  const said = checks.map(({ _zod }) => _zod.def as { check: string; value?: number })
  const has = (check: string) => said.some((one) => one.check === check && Number.isFinite(one.value))
  return has('greater_than') && has('less_than')
}

/** Everything in a definition that is a schema, with what it adds to the path. */
function childrenOf(definition: Readonly<Record<string, unknown>>): [string, z.core.$ZodType][] {
  return Object.entries(definition).flatMap(([key, value]): [string, z.core.$ZodType][] => {
    if (key === 'getter' && typeof value === 'function') return [['', value() as z.core.$ZodType]]
    if (isSchema(value)) return [[nameOf(String(definition.type), key), value]]
    if (typeof value !== 'object' || value === null) return []
    return Object.entries(value)
      .filter((entry): entry is [string, z.core.$ZodType] => isSchema(entry[1]))
      .map(([name, child]) => [key === 'shape' ? `.${name}` : '', child])
  })
}

function nameOf(type: string, key: string): string {
  if (type === 'array') return '[]'
  return type === 'record' && key === 'valueType' ? '{}' : ''
}

function isSchema(value: unknown): value is z.core.$ZodType {
  return typeof value === 'object' && value !== null && '_zod' in value
}
