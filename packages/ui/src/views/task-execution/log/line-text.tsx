import Anser from 'anser'
import type { CSSProperties, ReactNode } from 'react'
import classes from './line-text.module.css'

const ESCAPE = '\u001b'
const LINK = /https?:\/\/[^\s"'<>`]*[^\s"'<>`.,;:!?)\]}]/g
/** A level near the beginning, in capitals, or in a field of JSON. */
const LEVEL = /\b(FATAL|ERROR|WARN(?:ING)?|INFO|DEBUG|TRACE)\b|"level":\s*"(fatal|error|warn(?:ing)?|info|debug|trace)"/
const LEVEL_WITHIN = 120
const LEVELS: Readonly<Record<string, Level>> = {
  FATAL: 'error',
  ERROR: 'error',
  WARN: 'warning',
  WARNING: 'warning',
  DEBUG: 'quiet',
  TRACE: 'quiet',
}

export type Level = 'error' | 'warning' | 'quiet'

/** The level of a line, if it names one. */
export function levelOf(text: string): Level | undefined {
  const [, word, field] = LEVEL.exec(text.slice(0, LEVEL_WITHIN)) ?? []
  return LEVELS[word ?? field?.toUpperCase() ?? '']
}

interface LineTextProps {
  readonly text: string
  /** The search text, which is highlighted. */
  readonly found: string | undefined
}

/** A line as a terminal shows it: colours, links, and only the final text of an overwritten line. */
export function LineText({ text, found }: LineTextProps) {
  const shown = overwritten(text)
  if (!shown.includes(ESCAPE)) return <>{withLinks(shown, found)}</>
  return Anser.ansiToJson(shown, { json: true, remove_empty: true, use_classes: true }).map((part, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: parts of a text have no other name
    <span key={index} className={classOf(part)} style={styleOf(part)}>
      {withLinks(part.content, found)}
    </span>
  ))
}

function overwritten(text: string): string {
  const line = text.endsWith('\r') ? text.slice(0, -1) : text
  return line.slice(line.lastIndexOf('\r') + 1)
}

type Part = ReturnType<typeof Anser.ansiToJson>[number]

function classOf({ fg, bg, decorations }: Part): string {
  const names = [fg, bg === null || bg === undefined ? null : `${bg}-ground`, ...decorations]
  return names.flatMap((name) => (name ? (classes[name] ?? []) : [])).join(' ')
}

/** Colours beyond the sixteen basic ones are shown as they are. */
function styleOf({ fg, fg_truecolor }: Part): CSSProperties {
  return fg === 'ansi-truecolor' && fg_truecolor ? { color: `rgb(${fg_truecolor})` } : {}
}

function withLinks(text: string, found: string | undefined): ReactNode {
  const parts: ReactNode[] = []
  let at = 0
  for (const { 0: url, index } of text.matchAll(LINK)) {
    parts.push(
      marked(text.slice(at, index), found, at),
      <a key={`link-${index}`} href={url} target="_blank" rel="noreferrer noopener">
        {url}
      </a>,
    )
    at = index + url.length
  }
  return at === 0 ? marked(text, found, 0) : [...parts, marked(text.slice(at), found, at)]
}

function marked(text: string, found: string | undefined, at: number): ReactNode {
  if (!found || !text.includes(found)) return text
  const parts: ReactNode[] = []
  for (const part of text.split(found)) {
    if (parts.length > 0) {
      parts.push(
        <mark key={`${at}-${parts.length}`} className={classes.found}>
          {found}
        </mark>,
      )
    }
    parts.push(part)
  }
  return parts
}
