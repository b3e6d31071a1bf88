import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'

export const REQUEST_ID_HEADER = 'x-request-id'

/** What a caller may choose: fit for logs, headers and file names. */
const GIVEN = /^[\w.:-]{1,64}$/

/** Takes the id that a caller gave, else makes one that is unique among all servers. */
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
