/** Shorter texts would mask too much of what has nothing to do with the value. */
export const MIN_CHARACTERS = 6
/** Where programs break lines of base64. */
const BASE64_COLUMNS = [64, 76]
// biome-ignore lint/suspicious/noControlCharactersInRegex: this is what we look for
const NOT_ASCII = /[^\u0000-\u007f]/g

/** The forms in which the values of secrets appear in output, each once. */
export function formsOf(values: readonly string[]): Buffer[] {
  const texts = new Set(values.flatMap((value) => [value, value.trim(), ...linesOf(value)]))
  const forms = [...texts].filter(isLongEnough).flatMap(formsOfText)
  return [...new Set(forms)].filter(isLongEnough).map((form) => Buffer.from(form))
}

/** The lines of a key file come one by one, such as in the middle of other output. */
function linesOf(value: string): string[] {
  const lines = value.split(/\r\n|\r|\n/)
  return lines.length === 1 ? [] : lines.map((line) => line.trim())
}

function isLongEnough(text: string): boolean {
  return text.length >= MIN_CHARACTERS
}

function formsOfText(text: string): string[] {
  return [text, ...base64Of(text), ...hexadecimalOf(text), ...urlOf(text), ...jsonOf(text), ...shellOf(text)]
}

/** As a part of encoded data it can begin at each of three places. */
function base64Of(text: string): string[] {
  const bytes = Buffer.from(text)
  const whole = bytes.toString('base64')
  const inside = [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64')
    return encoded.slice(Math.ceil((8 * before) / 6), Math.floor((8 * (before + bytes.length)) / 6))
  })
  const columns = BASE64_COLUMNS.flatMap((length) => (whole.length > length ? piecesOf(whole, length) : []))
  return [whole, ...inside, ...columns].flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')])
}

function piecesOf(text: string, length: number): string[] {
  return Array.from({ length: Math.ceil(text.length / length) }, (_, at) => text.slice(at * length, (at + 1) * length))
}

function hexadecimalOf(text: string): string[] {
  const hexadecimal = Buffer.from(text).toString('hex')
  return [hexadecimal, hexadecimal.toUpperCase()]
}

function urlOf(text: string): string[] {
  const encoded = encodeURIComponent(text)
  const strict = encoded.replaceAll(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`)
  const forms = [encoded, strict, encodeURI(text)].flatMap((form) => [form, form.replaceAll('%20', '+')])
  return forms.flatMap((form) => [form, form.replaceAll(/%[0-9A-F]{2}/g, (percent) => percent.toLowerCase())])
}

/** Python writes only ASCII, and some programs escape slashes. */
function jsonOf(text: string): string[] {
  const escaped = JSON.stringify(text).slice(1, -1)
  const ascii = escaped.replaceAll(NOT_ASCII, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
  return [escaped, ascii].flatMap((form) => [form, form.replaceAll('/', '\\/'), JSON.stringify(form).slice(1, -1)])
}

/** As `set -x` of a shell shows it. */
function shellOf(text: string): string[] {
  return [text.replaceAll("'", "'\\''"), text.replaceAll(/["\\$`]/g, '\\$&')]
}
