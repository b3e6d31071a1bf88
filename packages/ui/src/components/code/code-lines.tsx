import classes from './code-lines.module.css'
import type { Token } from './highlight.ts'

/** One highlighted line of code. */
export function CodeLine({ tokens }: { readonly tokens: readonly Token[] }) {
  return tokens.map(({ text, look }, index) => (
    // biome-ignore lint/suspicious/noArrayIndexKey: a token has no identity but its position
    <span key={index} className={look === null ? undefined : classes[look]}>
      {text}
    </span>
  ))
}
