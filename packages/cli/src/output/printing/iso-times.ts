/** Fields of the API whose numbers are milliseconds since the epoch. A test compares them with the API's own description. */
const TIMES: ReadonlySet<string> = new Set([
  'time',
  'times',
  'since',
  'until',
  'from',
  'to',
  'intervalStart',
  'intervalEnd',
])

/** Fields that hold what users wrote: their numbers stay as they are. */
const OF_USERS: ReadonlySet<string> = new Set([
  'value',
  'item',
  'list',
  'context',
  'output',
  'outputs',
  'states',
  'handle',
  'parameters',
  'metrics',
  'details',
  'properties',
  'metadata',
])

const SUFFIX = /(?:Time|Since|Until)$/

/** JSON that users wrote, to be printed as it is. */
export class UserJson {
  readonly json: unknown

  constructor(json: unknown) {
    this.json = json
  }
}

/** A resource with its times in ISO 8601, in UTC with milliseconds, instead of milliseconds since the epoch. */
export function withIsoTimes(resource: unknown): unknown {
  return resource instanceof UserJson ? resource.json : convert(resource, false)
}

function convert(value: unknown, isTime: boolean): unknown {
  if (typeof value === 'number') return isTime ? new Date(value).toISOString() : value
  if (Array.isArray(value)) return value.map((item) => convert(item, isTime))
  if (typeof value !== 'object' || value === null) return value
  const fields = Object.entries(value).map(([name, field]) => [
    name,
    OF_USERS.has(name) ? field : convert(field, isTimeField(name)),
  ])
  return Object.fromEntries(fields)
}

function isTimeField(name: string): boolean {
  return TIMES.has(name) || SUFFIX.test(name)
}
