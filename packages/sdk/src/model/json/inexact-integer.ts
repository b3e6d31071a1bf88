/** JavaScript holds every integer of 15 digits. */
const MANY_DIGITS = /\d{16}/
const NUMBERS = /-?\d[\d.eE+-]*/g
const INTEGER = /^-?\d{16,}$/
/** A number with more digits is too large for JavaScript. */
const MAX_DIGITS = 309

/**
 * An integer in a JSON text that JavaScript would read as another one, as it is written; null if there is none. It is cheap
 * if no number has 16 digits.
 */
export function findInexactInteger(text: string): string | null {
  if (!MANY_DIGITS.test(text)) return null
  let start = 0
  while (start < text.length) {
    const quote = text.indexOf('"', start)
    const end = quote < 0 ? text.length : quote
    const found = text.slice(start, end).match(NUMBERS)?.find(isInexact)
    if (found !== undefined) return found
    start = quote < 0 ? end : endOfString(text, quote)
  }
  return null
}

/** Why such an integer is refused, to follow the name of the value. */
export function inexactIntegerProblem(integer: string): string {
  return `has the integer ${integer}, which would become ${BigInt(Number(integer))}: JavaScript holds integers up to 2^53 exactly. Write it as text`
}

function isInexact(number: string): boolean {
  return INTEGER.test(number) && number.length <= MAX_DIGITS && BigInt(number) !== BigInt(Number(number))
}

/** The place after the quote that ends the string which another quote begins. */
function endOfString(text: string, quote: number): number {
  for (let end = text.indexOf('"', quote + 1); end >= 0; end = text.indexOf('"', end + 1)) {
    let before = end - 1
    while (text[before] === '\\') before -= 1
    // An even number of backslashes escape each other.
    if ((end - before) % 2 === 1) return end + 1
  }
  return text.length
}
