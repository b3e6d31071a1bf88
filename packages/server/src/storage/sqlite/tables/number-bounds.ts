import * as z from 'zod'

/** The numbers of a JSON value that have a greatest value, by where they stand in it. */
export interface NumberBounds {
  /** Of the value itself: Infinity if it may be any number, null if it is none. */
  readonly greatest: number | null
  readonly fields: ReadonlyMap<string, NumberBounds>
  readonly items: NumberBounds | null
}

const NONE: NumberBounds = { greatest: null, fields: new Map(), items: null }

/** Custom schemas are those of JSON that users write. It has no such numbers, and may be nested too deeply to be walked. */
const WITHOUT_NUMBERS = [z.ZodString, z.ZodLiteral, z.ZodEnum, z.ZodBoolean, z.ZodCustom]

const AROUND = [z.ZodOptional, z.ZodExactOptional, z.ZodDefault, z.ZodPrefault] as const

/** Throws an Error if a part of the schema is of a kind that it does not know. */
export function boundsOf(schema: unknown): NumberBounds {
  return withoutUnbounded(allOf(schema))
}

/** Lowers, in place, what is greater. Returns the value. */
export function lower(value: unknown, { greatest, fields, items }: NumberBounds): unknown {
  if (typeof value === 'number') return Math.min(value, greatest ?? Infinity)
  if (typeof value !== 'object' || value === null) return value
  if (Array.isArray(value)) {
    if (items !== null) for (const [index, item] of value.entries()) value[index] = lower(item, items)
    return value
  }
  for (const [name, bounds] of fields) {
    if (Object.hasOwn(value, name)) Reflect.set(value, name, lower(Reflect.get(value, name), bounds))
  }
  return value
}

function allOf(schema: unknown): NumberBounds {
  if (schema instanceof z.ZodNumber) return { ...NONE, greatest: schema.maxValue ?? Infinity }
  if (schema instanceof z.ZodArray) return { ...NONE, items: allOf(schema.element) }
  if (schema instanceof z.ZodUnion) return schema.options.map(allOf).reduce(either)
  for (const kind of AROUND) if (schema instanceof kind) return allOf(schema.unwrap())
  if (schema instanceof z.ZodObject) {
    const fields = Object.entries(schema.shape).map(([name, field]) => [name, allOf(field)] as const)
    return { ...NONE, fields: new Map(fields) }
  }
  if (schema instanceof z.ZodRecord && !hasAny(allOf(schema.valueType))) return NONE
  if (WITHOUT_NUMBERS.some((kind) => schema instanceof kind)) return NONE
  throw new Error('the bounds of the numbers in this kind of schema are not known')
}

function either(one: NumberBounds, other: NumberBounds): NumberBounds {
  const fields = new Map(one.fields)
  for (const [name, bounds] of other.fields) fields.set(name, eitherOf(fields.get(name) ?? null, bounds))
  return {
    greatest: one.greatest === null ? other.greatest : Math.max(one.greatest, other.greatest ?? -Infinity),
    fields,
    items: other.items === null ? one.items : eitherOf(one.items, other.items),
  }
}

function eitherOf(one: NumberBounds | null, other: NumberBounds): NumberBounds {
  return one === null ? other : either(one, other)
}

function withoutUnbounded({ greatest, fields, items }: NumberBounds): NumberBounds {
  const bounded = [...fields].filter(([, bounds]) => hasAny(bounds))
  return {
    greatest,
    fields: new Map(bounded.map(([name, bounds]) => [name, withoutUnbounded(bounds)])),
    items: items !== null && hasAny(items) ? withoutUnbounded(items) : null,
  }
}

function hasAny({ greatest, fields, items }: NumberBounds): boolean {
  const isBounded = greatest !== null && greatest !== Infinity
  return isBounded || [...fields.values()].some(hasAny) || (items !== null && hasAny(items))
}
