/** A link of a page: where it leads, as it is written, and the line that it is in. */
export interface Link {
  readonly target: string
  readonly line: number
}

const FENCED = /^([ \t]*)(```+|~~~+).*?^[ \t]*\2`*[ \t]*$/gms
const SPAN = /(`+)(?!`).+?(?<!`)\1(?!`)/g
const LINK = /\]\(<?([^)\s>]+)>?(?:\s+"[^"]*")?\)|^\[[^\]]+\]:\s+(\S+)/gm
/** A path in code, of at least two parts: `e2e/faults`, not `/readyz` or `npm run lint`. */
const NAMED_FILE = /(?<!`)`([\w-][\w.-]*(?:\/[\w.-]+)+)`(?!`)/g
const HEADING = /^#{1,6}\s+(.*?)\s*#*$/gm
const LINK_IN_HEADING = /!?\[([^\]]*)\]\([^)]*\)/g
/** HTML with an id, as generators write it. */
const ANCHOR = /<a\s[^>]*\b(?:id|name)="([^"]+)"/g
const NO_SLUG = /[^\p{L}\p{N}\p{M}\p{Pc}\- ]/gu

/** The same text with blanks in place of code, so that every line and column stays. */
const withoutCode = (text: string): string => {
  const blank = (code: string) => code.replace(/[^\n]/g, ' ')
  return text.replace(FENCED, blank).replace(SPAN, blank)
}

const withoutFences = (text: string): string => text.replace(FENCED, '')

/** All links to places, and pictures, of a page. */
export const linksOf = (text: string): Link[] =>
  [...withoutCode(text).matchAll(LINK)].map(({ 1: inline, 2: defined, index }) => ({
    target: inline ?? defined ?? '',
    line: text.slice(0, index).split('\n').length,
  }))

/** All paths that the text names in code. */
export const namedFilesOf = (text: string): Link[] =>
  [...text.replace(FENCED, (code) => code.replace(/[^\n]/g, ' ')).matchAll(NAMED_FILE)].map(({ 1: path, index }) => ({
    target: path ?? '',
    line: text.slice(0, index).split('\n').length,
  }))

/** Replaces the targets of links outside code. */
export const mapLinks = (text: string, map: (target: string) => string): string => {
  let moved = 0
  let result = text
  for (const match of withoutCode(text).matchAll(LINK)) {
    const target = match[1] ?? match[2] ?? ''
    const at = match.index + match[0].indexOf(target, match[0].startsWith('[') ? match[0].indexOf(']:') : 0) + moved
    const mapped = map(target)
    result = result.slice(0, at) + mapped + result.slice(at + target.length)
    moved += mapped.length - target.length
  }
  return result
}

/** The anchor of a heading, as GitHub makes it. The site makes the same. */
export const slugOf = (heading: string): string =>
  heading.trim().toLowerCase().replace(NO_SLUG, '').replaceAll(' ', '-')

/** All anchors of a page. Of equal headings, the second has the suffix "-1". */
export function anchorsOf(text: string): Set<string> {
  const plain = withoutFences(text)
  const anchors = new Set([...withoutCode(text).matchAll(ANCHOR)].map(([, id = '']) => id))
  const times = new Map<string, number>()
  for (const [, heading = ''] of plain.matchAll(HEADING)) {
    const slug = slugOf(heading.replace(LINK_IN_HEADING, '$1'))
    const before = times.get(slug) ?? 0
    times.set(slug, before + 1)
    anchors.add(before === 0 ? slug : `${slug}-${before}`)
  }
  return anchors
}
