const DIGITS = /^(?:0|-?[1-9]\d{0,15})$/

/**
 * The number that a text has in decimal digits, such as `12` or `-3`; null for any other text, and outside the range.
 * JavaScript itself would also accept `0x1f`, `1e3`, ` 1`, `1.0`, `+1`, `01` and the empty text for numbers.
 */
export function parseWholeNumber(
  text: string,
  least: number = -Number.MAX_SAFE_INTEGER,
  greatest: number = Number.MAX_SAFE_INTEGER,
): number | null {
  if (!DIGITS.test(text)) return null
  const number = Number(text)
  return number >= least && number <= greatest ? number : null
}

/** What `parseWholeNumber` accepts, to follow "must be". */
export function wholeNumberRule(least: number, greatest: number = Number.MAX_SAFE_INTEGER): string {
  return `a whole number from ${least} to ${greatest}`
}
