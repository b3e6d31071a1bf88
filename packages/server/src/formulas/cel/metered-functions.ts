import type { CelFunc, CelList, CelValue } from '@bufbuild/cel'
import { patternOf } from '../kept-patterns.ts'
import { compileWeight, type Pattern } from '../pattern.ts'
import { AppendedList } from './appended-list.ts'
import { cel } from './cel.ts'
import { hasText, LONG_TEXT } from './find-text.ts'
import type { Meter } from './meter.ts'

/**
 * Maximum length of a text that is converted to a number or a time, because the evaluator's conversions are not linear.
 */
const MAX_CONVERTED_CHARACTERS = 1000

/** Elements that are copied per step. */
const ELEMENTS_A_STEP = 4

/** Elements that a number is compared with per step. */
const NUMBERS_A_STEP = 8

/** Asking for the hour in another time zone creates a calendar. */
const TIME_ZONE_STEPS = 1000
const CONVERSION_STEPS = 40
/** Characters of a pattern per step, for estimating its cost. */
const PATTERN_CHARACTERS_A_STEP = 8

const COMPARISONS = new Set(['_<_', '_<=_', '_>_', '_>=_', 'startsWith', 'endsWith'])
const CONVERSIONS = new Set(['int', 'uint', 'double', 'bool', 'timestamp', 'duration', 'string', 'bytes'])

/** The standard functions that can cost more than a step. They behave as before, but charge their cost. */
export function meteredFunctions(meter: Meter): CelFunc[] {
  const charged: CelFunc[] = []
  for (const func of cel().celEnv().funcs) {
    const charge = chargeOf(func, meter)
    if (charge !== null) charged.push(withCharge(func, charge))
  }
  return [...charged, ...ownFunctions(meter)]
}

type Charge = (values: readonly CelValue[]) => void

function withCharge(func: CelFunc, charge: Charge): CelFunc {
  const { celFunc, celMethod, isCelError } = cel()
  const { name, target, arguments: parameters, result } = func
  const call = (of: CelValue | undefined, given: CelValue[]) => {
    charge(of === undefined ? given : [of, ...given])
    const value = func.call(0, of, given)
    if (value === undefined || isCelError(value)) throw value ?? new Error(`"${name}" does not take these values`)
    return value
  }
  // The function returns the type that it declares.
  return target === undefined
    ? celFunc(name, parameters, result, (...given: CelValue[]) => call(undefined, given) as never)
    : celMethod(name, target, parameters, result, function (this: CelValue, ...given: CelValue[]) {
        return call(this, given) as never
      })
}

function chargeOf({ name, arguments: parameters, target }: CelFunc, meter: Meter): Charge | null {
  if (name === '_==_' || name === '_!=_') return ([a, b]) => chargeEquality(a, b, meter)
  if (name === '@in') return ([value, list]) => chargeSearch(value, list, meter)
  if (COMPARISONS.has(name)) return (values) => meter.chargeText(Math.min(...values.map(lengthOf)))
  if (CONVERSIONS.has(name)) return ([value]) => chargeConversion(name, value, meter)
  if (target !== undefined && name.startsWith('get') && parameters.length > 0) {
    return () => meter.charge(TIME_ZONE_STEPS)
  }
  return null
}

/** Functions that are not linear in the evaluator, or whose result could grow. */
function ownFunctions(meter: Meter): CelFunc[] {
  const { CelScalar, celFunc, celMethod, listType } = cel()
  const { BOOL, BYTES, INT, STRING } = CelScalar
  const LIST = listType(CelScalar.DYN)
  const countCharacters = (text: string) => {
    meter.chargeText(text.length)
    return BigInt(charactersIn(text))
  }
  return [
    celFunc('size', [STRING], INT, countCharacters),
    celMethod('size', STRING, [], INT, function () {
      return countCharacters(this)
    }),
    celFunc('_+_', [STRING, STRING], STRING, (a, b) => {
      meter.chargeText(a.length + b.length)
      return a + b
    }),
    celFunc('_+_', [BYTES, BYTES], BYTES, (a, b) => {
      meter.chargeText(a.length + b.length)
      return Buffer.concat([a, b])
    }),
    celFunc('_+_', [LIST, LIST], LIST, (a, b) => append(a, b, meter)),
    celMethod('contains', STRING, [STRING], BOOL, function (part) {
      // Scanning on by hand costs more than V8's search.
      meter.chargeText((this.length + part.length) * (part.length < LONG_TEXT ? 1 : 4))
      return hasText(this, part)
    }),
    celMethod('matches', STRING, [STRING], BOOL, function (source) {
      return matches(this, source, meter)
    }),
  ]
}

function append(a: CelList, b: CelList, meter: Meter): CelList {
  const isOurs = a instanceof AppendedList
  const copied = isOurs && a.isNewest ? b.size : a.size + b.size
  meter.charge(1 + Math.ceil(copied / ELEMENTS_A_STEP))
  const list: AppendedList = isOurs ? a : new AppendedList([...a], a.size)
  // The type of a list has a member that other code cannot name.
  return list.with(b) as unknown as CelList
}

function matches(text: string, source: string, meter: Meter): boolean {
  const pattern = meter.patterns.get(source) ?? payPattern(source, meter)
  meter.charge(pattern.stepsFor(text))
  return pattern.test(text)
}

/** Charges for compiling before it happens, once per evaluation, whether or not others have compiled the pattern. */
function payPattern(source: string, meter: Meter): Pattern {
  meter.charge(Math.ceil(source.length / PATTERN_CHARACTERS_A_STEP))
  meter.charge(compileWeight(source))
  const pattern = patternOf(source)
  meter.patterns.set(source, pattern)
  return pattern
}

/** Charges for the equal parts of two values, and the first difference. */
function chargeEquality(a: CelValue | undefined, b: CelValue | undefined, meter: Meter): void {
  const { isCelList, isCelMap } = cel()
  meter.charge(1)
  if (typeof a === 'string' && typeof b === 'string') {
    if (a.length === b.length) meter.chargeText(a.length)
  } else if (a instanceof Uint8Array && b instanceof Uint8Array) {
    if (a.length === b.length) meter.charge(a.length)
  } else if (isCelList(a) && isCelList(b)) {
    if (a === b || a.size !== b.size) return
    for (let index = 0; index < a.size; index += 1) chargeEquality(a.get(index), b.get(index), meter)
  } else if (isCelMap(a) && isCelMap(b)) {
    if (a === b || a.size !== b.size) return
    for (const [key, value] of a) chargeEquality(value, b.get(key), meter)
  }
}

function chargeSearch(value: CelValue | undefined, list: CelValue | undefined, meter: Meter): void {
  if (!cel().isCelList(list)) return
  if (typeof value === 'number' || typeof value === 'bigint') {
    meter.charge(1 + Math.ceil(list.size / NUMBERS_A_STEP))
    return
  }
  for (const item of list) chargeEquality(item, value, meter)
}

function chargeConversion(name: string, value: CelValue | undefined, meter: Meter): void {
  const length = lengthOf(value)
  meter.charge(CONVERSION_STEPS)
  if (name === 'string' || name === 'bytes') meter.chargeText(2 * length)
  else if (length > MAX_CONVERTED_CHARACTERS) {
    throw new Error(`a text of more than ${MAX_CONVERTED_CHARACTERS} characters is no "${name}"`)
  }
}

function lengthOf(value: CelValue | undefined): number {
  return typeof value === 'string' || value instanceof Uint8Array ? value.length : 0
}

/** Unicode characters, not UTF-16 code units. */
function charactersIn(text: string): number {
  let count = text.length
  for (let at = 0; at < text.length - 1; at += 1) {
    const isPair = (text.charCodeAt(at) & 0xfc00) === 0xd800 && (text.charCodeAt(at + 1) & 0xfc00) === 0xdc00
    if (isPair) {
      count -= 1
      at += 1
    }
  }
  return count
}
