import { quoted } from '../../model/text/quoted.ts'
import { invalidWorkflow } from './checks.ts'

const CRON = /^cron@\s*(?:\S+(?:\s+\S+){4,5}|@[a-z]+)\s*$/
const INTERVAL = /^interval@\s*(\d+)\s+(\d+)\s+(\d+)\s+(\d+)\s*$/

/**
 * Throws if an expression has neither form: `cron@` with five or six fields or a name like `@daily`, or
 * `interval@days hours minutes seconds`. An upload checks the fields of cron.
 */
export function checkExpression(what: string, expression: unknown): void {
  const text = typeof expression === 'string' ? expression : ''
  if (CRON.test(text)) return
  const interval = INTERVAL.exec(text)
  if (interval?.slice(1).some((part) => Number(part) > 0)) return
  const problem = interval === null ? 'is not valid' : 'has a length of 0'
  throw invalidWorkflow(
    `The expression ${quoted(expression)} of ${what} ${problem}. ` +
      'Write "cron@minute hour day month weekday" (a field for seconds may come first) or "interval@days hours minutes seconds".',
    { expression },
  )
}
