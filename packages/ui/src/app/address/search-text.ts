import { parseSearchWith, stringifySearchWith } from '@tanstack/react-router'

/*
 * What the search of an address says. The router has read each number that is written as numbers are; JSON would also take
 * `1e3` for one, which is text that somebody looks for.
 */

export const parseSearch = parseSearchWith(readJson)
export const stringifySearch = stringifySearchWith(JSON.stringify, readJson)

function readJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  if (typeof value === 'number') throw new SyntaxError('A number is not written like this.')
  return value
}
