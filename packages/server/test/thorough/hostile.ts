/** Parts of a URL, escaped or not, that lead out, overflow, or mean something else elsewhere. */
export const HOSTILE_PARTS: readonly string[] = [
  '%2e%2e%2f%2e%2e%2fetc%2fpasswd',
  '%00',
  '%ff%fe',
  '%',
  '-1',
  '0',
  '1.5',
  '1e400',
  '99999999999999999999999999',
  'NaN',
  '0x10',
  '__proto__',
  'constructor',
  'x'.repeat(600),
  encodeURIComponent("'; DROP TABLE events; --"),
  encodeURIComponent('\u{1f4a5}\u202e\ud7ff'),
  encodeURIComponent('{"$ne":null}'),
]

/** Texts that are no valid body of any route, as bytes. */
export const HOSTILE_BODIES: readonly Uint8Array<ArrayBuffer>[] = [
  '[]',
  '1',
  'true',
  '"text"',
  '{',
  '{"a":}',
  '\u0000',
  '{"__proto__":{"x":1},"constructor":{"prototype":{"x":1}}}',
  '['.repeat(20_000),
  `${'{"a":'.repeat(5000)}1${'}'.repeat(5000)}`,
  '{"n":1e999,"m":123456789012345678901234567890}',
].map((text) => new Uint8Array(Buffer.from(text)))

export const INVALID_UTF8 = new Uint8Array(Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0xc3, 0x28, 0x22, 0x3a, 0x31, 0x7d]))

const LEAVES: readonly unknown[] = [
  null,
  true,
  0,
  -1,
  1.5,
  Number.MAX_SAFE_INTEGER + 2,
  1e308,
  '',
  ' ',
  '..',
  '../../etc/passwd',
  '\u0000',
  '\ud800',
  '\u202eevil',
  '__proto__',
  'x'.repeat(2000),
  '(a+)+$',
  'cron@* * * * * * * *',
  [],
  {},
  [[]],
]

type JsonSchema = Record<string, unknown>

/** A value that fits a JSON Schema more or less; some of its parts are replaced by what does not. */
export class BodyMaker {
  readonly #components: Readonly<Record<string, JsonSchema>>
  readonly #random: () => number
  readonly #hostility: number

  constructor(components: Readonly<Record<string, JsonSchema>>, random: () => number, hostility: number) {
    this.#components = components
    this.#random = random
    this.#hostility = hostility
  }

  make(schema: JsonSchema, depth = 0): unknown {
    if (this.#random() < this.#hostility) return this.#pick(LEAVES)
    if (typeof schema.$ref === 'string') {
      return this.make(this.#components[schema.$ref.replace('#/components/schemas/', '')] ?? {}, depth + 1)
    }
    const choices = schema.anyOf ?? schema.oneOf ?? schema.enum
    if (Array.isArray(schema.enum)) return this.#pick(schema.enum)
    if (Array.isArray(choices)) return depth > 6 ? null : this.make(this.#pick(choices as JsonSchema[]), depth + 1)
    if ('const' in schema) return schema.const
    const [type] = [schema.type].flat()
    return this.#ofType(String(type), schema, depth)
  }

  #ofType(type: string, schema: JsonSchema, depth: number): unknown {
    switch (type) {
      case 'object':
        return this.#object(schema, depth)
      case 'array':
        return depth > 6 ? [] : [this.make((schema.items ?? {}) as JsonSchema, depth + 1)]
      case 'integer':
      case 'number':
        return Number(schema.minimum ?? 1) + Math.floor(this.#random() * 3)
      case 'boolean':
        return this.#random() < 0.5
      default:
        return this.#pick(['w', 'a', 'default', 'k', 'cron@0 * * * *', 'interval@0 1 0 0'])
    }
  }

  #object(schema: JsonSchema, depth: number): unknown {
    const made: Record<string, unknown> = {}
    const required = (schema.required ?? []) as string[]
    for (const [name, property] of Object.entries((schema.properties ?? {}) as Record<string, JsonSchema>)) {
      if (required.includes(name) || this.#random() < 0.6) made[name] = this.make(property, depth + 1)
    }
    if (this.#random() < this.#hostility) made[String(this.#pick(['unknown', '__proto__ ', '']))] = 1
    return made
  }

  #pick<T>(from: readonly T[]): T {
    return from[Math.floor(this.#random() * from.length)] as T
  }
}
