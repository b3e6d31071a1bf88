import { parseSearchWith, stringifySearchWith } from '@tanstack/react-router'

/*
 * Parses one value of the search part of an address. The router has already parsed the numbers in their usual form.
 * JSON would also accept `1e3`, which is more likely text to search for.
 */

export const parseSearch = parseSearchWith(readJson)
export const stringifySearch = stringifySearchWith(JSON.stringify, readJson)

function readJson(text: string): unknown {
  const value: unknown = JSON.parse(text)
  if (typeof value === 'number') throw new SyntaxError('A number is not written like this.')
  return value
}
