const HEADING = /^(#{1,3}) +(.+)$/
const FENCE = /^\s*(?:```|~~~)/
const LONGEST_TITLE = 200

/** A part of a page of the documentation, from one heading to the next. */
export interface DocumentSection {
  /** `reference/rules.md#conditions` */
  readonly id: string
  readonly title: string
  readonly text: string
}

/** The sections of a page. A heading inside a block of code is none. */
export function sectionsOf(page: string, markdown: string): DocumentSection[] {
  const sections: { title: string; lines: string[] }[] = []
  let isCode = false
  for (const line of markdown.split('\n')) {
    if (FENCE.test(line)) isCode = !isCode
    const title = isCode ? undefined : HEADING.exec(line)?.[2]
    if (title !== undefined) sections.push({ title: title.slice(0, LONGEST_TITLE), lines: [] })
    else sections.at(-1)?.lines.push(line)
  }
  const pageTitle = sections[0]?.title ?? page
  return sections.flatMap(({ title, lines }, index) => {
    const text = lines.join('\n').trim()
    const id = index === 0 ? page : `${page}#${anchorOf(title)}`
    return text === '' ? [] : [{ id, title: index === 0 ? title : `${pageTitle}: ${title}`, text }]
  })
}

/** The anchor of a heading, as Markdown viewers make it. */
function anchorOf(title: string): string {
  return title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-')
}
