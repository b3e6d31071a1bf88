import type { ReadPorts } from '../../reads/read-storage.ts'

type Aggregate = keyof ReadPorts

/** One call of a read port. */
export type ReadCall = {
  readonly [A in Aggregate]: {
    readonly aggregate: A
    readonly method: keyof ReadPorts[A] & string
    readonly parameters: readonly unknown[]
  }
}[Aggregate]

/**
 * The reads that stay on the thread which commits. The rule: a read is short if it looks up one row by its key, and the
 * row has at most one value of a user that may be large. Everything else (lists, counts, searches, what a trigger contains)
 * goes to the reader thread, since its time grows with the store, with what is asked, or with the number of large values. A
 * method that is not named here goes there, too.
 *
 * There are two exceptions. The server reads the list of tokens once when it starts, before it answers anybody. A count up to
 * a limit looks at few rows.
 */
const SHORT_READS: { readonly [A in Aggregate]: readonly (keyof ReadPorts[A] & string)[] } = {
  events: ['find'],
  namespaces: ['find', 'of'],
  workflows: ['find'],
  snapshots: ['find'],
  triggers: [],
  schedules: [],
  backfills: ['find'],
  executions: ['creation'],
  tasks: ['summary'],
  lanes: [],
  verdicts: [],
  deadLetters: ['find', 'countUpTo'],
  timers: ['find'],
  tokens: ['list'],
  requests: ['result'],
}

/** Ports that answer short reads with `short` and pass all others to `ask`. */
export function divideReads(short: ReadPorts, ask: (call: ReadCall) => Promise<unknown>): ReadPorts {
  const ports = Object.entries(SHORT_READS).map(([aggregate, names]) => {
    const methods = Object.keys(portOf(short, aggregate)).map((method) => {
      const run = (...parameters: readonly unknown[]) => callRead(short, { aggregate, method, parameters } as ReadCall)
      const askFor = (...parameters: readonly unknown[]) => ask({ aggregate, method, parameters } as ReadCall)
      return [method, names.some((name) => name === method) ? run : askFor]
    })
    return [aggregate, Object.fromEntries(methods)]
  })
  return Object.fromEntries(ports) as ReadPorts
}

/** Throws a `TypeError` if there is no such read. */
export async function callRead(ports: ReadPorts, { aggregate, method, parameters }: ReadCall): Promise<unknown> {
  const port = portOf(ports, aggregate)
  const read: unknown = Reflect.get(port, method)
  if (typeof read !== 'function') throw new TypeError(`There is no read "${aggregate}.${method}".`)
  return Reflect.apply(read, port, parameters)
}

function portOf(ports: ReadPorts, aggregate: string): object {
  const port: unknown = Reflect.get(ports, aggregate)
  if (typeof port !== 'object' || port === null) throw new TypeError(`There are no reads of "${aggregate}".`)
  return port
}
