/** A value for a message: as JSON if it is a simple value, otherwise the kind of value. */
export function quoted(value: unknown): string {
  switch (typeof value) {
    case 'string':
      return `"${clipped(value)}"`
    case 'bigint':
      return `the BigInt ${value}n`
    case 'function':
      return /^class\b/.test(Function.prototype.toString.call(value)) ? 'a class' : 'a function'
    case 'symbol':
      return 'a symbol'
    case 'object':
      return value === null ? 'null' : quotedObject(value)
    default:
      return String(value)
  }
}

function quotedObject(value: object): string {
  const kind = Object.prototype.toString.call(value).slice('[object '.length, -1)
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : 'a list'
  if (kind !== 'Object') return `${/^[AEIO]/.test(kind) ? 'an' : 'a'} ${kind}`
  const name = isPlainObject(value) ? '' : nameOfClass(value)
  return name === '' ? 'an object' : `an instance of the class ${clipped(name)}`
}

function nameOfClass(value: object): string {
  const made: unknown = Object.getPrototypeOf(value)?.constructor
  return typeof made === 'function' ? made.name : ''
}

function clipped(text: string): string {
  const line = text.toWellFormed()
  return line.length <= 200 ? line : `${line.slice(0, 200)}…`
}

/** Whether it is a plain object. */
export function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === null || Object.getPrototypeOf(prototype) === null
}
