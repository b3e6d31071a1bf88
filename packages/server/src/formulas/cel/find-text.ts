/** For longer texts, V8's search may take time proportional to the product of both lengths. */
export const LONG_TEXT = 64

/** Whether a text contains another one, in linear time (Knuth, Morris and Pratt). */
export function hasText(text: string, part: string): boolean {
  if (part.length < LONG_TEXT) return text.includes(part)
  if (part.length > text.length) return false
  const borders = bordersOf(part)
  let matched = 0
  for (let at = 0; at < text.length; at += 1) {
    const unit = text.charCodeAt(at)
    while (matched > 0 && part.charCodeAt(matched) !== unit) matched = borders[matched - 1] ?? 0
    if (part.charCodeAt(matched) === unit) matched += 1
    if (matched === part.length) return true
  }
  return false
}

/** For each prefix, the length of its longest proper prefix that is also its suffix. */
function bordersOf(part: string): Int32Array {
  const borders = new Int32Array(part.length)
  let length = 0
  for (let at = 1; at < part.length; at += 1) {
    while (length > 0 && part.charCodeAt(length) !== part.charCodeAt(at)) length = borders[length - 1] ?? 0
    if (part.charCodeAt(length) === part.charCodeAt(at)) length += 1
    borders[at] = length
  }
  return borders
}
