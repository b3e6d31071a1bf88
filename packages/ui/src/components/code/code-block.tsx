import { CopyButton } from '../kit/text/copy-button.tsx'
import classes from './code-block.module.css'

/** So much of a text is laid out in a moment. */
const SHOWN_CHARACTERS = 200_000

interface CodeBlockProps {
  readonly text: string
  /** What it is, for those who hear the page, and on the button that copies it. */
  readonly label: string
  /** At most so high, in pixels; it scrolls. */
  readonly maxHeight?: number
  /** A message, which is read: it is broken instead of scrolled sideways. */
  readonly isMessage?: boolean
}

/** Text as it is: code, commands, values. Of one that is very long the beginning is shown. */
export function CodeBlock({ text, label, maxHeight = 420, isMessage = false }: CodeBlockProps) {
  return (
    <section className={classes.block} aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={classes.text} data-message={isMessage || undefined} style={{ maxHeight }} tabIndex={0}>
        {text.slice(0, SHOWN_CHARACTERS)}
      </pre>
      {text.length > SHOWN_CHARACTERS ? (
        <p className={classes.rest}>
          The first {countText(SHOWN_CHARACTERS)} of {countText(text.length)} characters. The button copies all.
        </p>
      ) : null}
      <div className={classes.copy}>
        <CopyButton text={text} label={label} />
      </div>
    </section>
  )
}

function countText(count: number): string {
  return count.toLocaleString('en')
}
