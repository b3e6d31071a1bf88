import { counted } from '@aiflow/sdk/internal/text'
import { Cron } from 'croner'

const FIELDS = ['second', 'minute', 'hour', 'day', 'month', 'day of the week'] as const

const ALIASES: ReadonlyMap<string, string> = new Map([
  ['@yearly', '0 0 1 1 *'],
  ['@annually', '0 0 1 1 *'],
  ['@monthly', '0 0 1 * *'],
  ['@weekly', '0 0 * * 0'],
  ['@daily', '0 0 * * *'],
  ['@midnight', '0 0 * * *'],
  ['@hourly', '0 * * * *'],
])

/**
 * Matches `MON`, `5-10`, `*` and `/2`, `#1`; only the numbers are checked. `15W` is the working day nearest to the
 * 15th.
 */
const PART = /^(?:\*|\?|\+?(\d+)(?:-(\d+))?[WL]?)(?:\/(\d+))?(?:#\w+)?$/i

type Field = (typeof FIELDS)[number]

interface Bounds {
  readonly least: number
  readonly greatest: number
  readonly steps: number
  /** What the field accepts besides numbers. */
  readonly names?: string
}

const BOUNDS: Readonly<Record<Field, Bounds>> = {
  second: { least: 0, greatest: 59, steps: 60 },
  minute: { least: 0, greatest: 59, steps: 60 },
  hour: { least: 0, greatest: 23, steps: 24 },
  day: {
    least: 1,
    greatest: 31,
    steps: 31,
    names: 'L (the last day), 15W (the working day next to it), and alone LW (the last working day)',
  },
  month: { least: 1, greatest: 12, steps: 12, names: 'and names from JAN to DEC' },
  'day of the week': {
    least: 0,
    greatest: 7,
    steps: 7,
    names: 'names from SUN to SAT, and MON#1 to MON#5 or MON#L (the last one of a month)',
  },
}

/** The wall-clock times that a cron expression names. Each is given as if the clock showed UTC. */
export interface CronFields {
  /** The minute or hour field begins with `*`, so it stands for a distance in time and not for fixed times of day. */
  readonly isWildcard: boolean
  /** The first such time after another; null if there is none. */
  nextWallTime(afterMs: number): number | null
  /** The last such time before another; null if there is none. */
  previousWallTime(beforeMs: number): number | null
}

/** Reads five fields, six (with seconds first), or a name like `@daily`. Throws an `Error` that says what is wrong. */
export function parseCronFields(text: string): CronFields {
  const fields = (ALIASES.get(text) ?? text).split(/\s+/)
  requireFields(fields)
  const [minute = '', hour = '', day = '', , dayOfWeek = ''] = fields.slice(-5)
  const cron = parse(fields.join(' '), isStar(day) || isStar(dayOfWeek))
  if (cron.nextRun() === null) throw new Error('there is no such day')
  return {
    isWildcard: isStar(minute) || isStar(hour),
    nextWallTime: (afterMs) => cron.nextRun(new Date(afterMs))?.getTime() ?? null,
    previousWallTime: (beforeMs) => cron.previousRuns(1, new Date(beforeMs))[0]?.getTime() ?? null,
  }
}

/** The parser refers to fields by number, and to names by the number they stand for. */
function parse(text: string, domAndDow: boolean): Cron {
  try {
    return new Cron(text, { utcOffset: 0, paused: true, domAndDow })
  } catch (cause) {
    throw new Error(problemOf(text.split(' ')), { cause })
  }
}

/** The part, or the list, that cannot be read if all other fields are `*`. */
function problemOf(fields: readonly string[]): string {
  const names = FIELDS.slice(FIELDS.length - fields.length)
  for (const [index, name] of names.entries())
    for (const part of [...(fields[index]?.split(',') ?? []), fields[index] ?? '']) {
      const parserSays = problemAlone(fields.map((_, other) => (other === index ? part : '*')))
      if (parserSays?.includes('larger')) return `The range "${part}" of the field ${name} ends before it begins`
      if (parserSays !== null) return cannotBe(name, part)
    }
  return 'its fields cannot be used together'
}

function problemAlone(fields: readonly string[]): string | null {
  try {
    new Cron(fields.join(' '), { utcOffset: 0, paused: true })
    return null
  } catch (error) {
    return String(error)
  }
}

function cannotBe(field: Field, part: string): string {
  const { least, greatest, names } = BOUNDS[field]
  const also = names === undefined ? '' : `, ${names}`
  return `The field ${field} cannot be "${part}". It takes numbers from ${least} to ${greatest}, ranges like 1-5, lists like 1,3, steps like */2 or 1-9/2${also}`
}

/** By cron's definition: `*`, `*` with a step, or a list that begins with one. `?` means the same. */
function isStar(field: string): boolean {
  return /^[*?]/.test(field)
}

function requireFields(fields: readonly string[]): void {
  const count = fields.length
  if (count !== 5 && count !== 6)
    throw new Error(
      `it has ${counted(count, 'field')} instead of five (or six, with seconds first); names are ${[...ALIASES.keys()].join(', ')}`,
    )
  for (const [index, field] of FIELDS.slice(FIELDS.length - count).entries())
    for (const part of fields[index]?.split(',') ?? []) requirePart(field, part)
}

/**
 * Checked before the parser runs. The parser would report another number: days and months from 0, and for a range only
 * its first number that is too large.
 */
function requirePart(field: Field, part: string): void {
  const match = PART.exec(part)
  if (match === null) {
    requireKnownCharacters(field, part)
    return
  }
  const [, first, last, step] = match
  const { least, greatest, steps } = BOUNDS[field]
  for (const value of [first, last])
    if (value !== undefined && (Number(value) < least || Number(value) > greatest))
      throw new Error(`Invalid value for ${field}: ${value}. It must be from ${least} to ${greatest}`)
  if (first !== undefined && last !== undefined && Number(first) > Number(last))
    throw new Error(`The range "${part}" of the field ${field} ends before it begins`)
  if (step !== undefined && (Number(step) < 1 || Number(step) > steps))
    throw new Error(`Invalid step for ${field}: ${step}. It must be from 1 to ${steps}`)
}

function requireKnownCharacters(field: Field, part: string): void {
  if (part === '') throw new Error(`The field ${field} has nothing before, after or between commas`)
  const known = field === 'month' || field === 'day of the week' ? /^[*?\w#+/-]+$/ : /^[*?\d/WL-]+$/i
  if (!known.test(part)) throw new Error(cannotBe(field, part))
}
