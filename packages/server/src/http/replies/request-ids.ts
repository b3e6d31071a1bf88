import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export const REQUEST_ID_HEADER = 'x-request-id'

/** Ids that a caller may choose: safe in logs, headers and file names. */
const GIVEN = /^[\w.:-]{1,64}$/

/** The id that the caller sent, or a new one that is unique among all servers. */
export function requestIds(): (request: Pick<IncomingMessage, 'headers'>) => string {
  const prefix = randomBytes(6).toString('hex')
  let count = 0
  return ({ headers }) => {
    const given = headers[REQUEST_ID_HEADER]
    if (typeof given === 'string' && GIVEN.test(given)) return given
    count += 1
    return `${prefix}-${count.toString(36)}`
  }
}
