import { CopyButton } from '../kit/text/copy-button.tsx'
import { countText } from '../kit/text/count-text.ts'
import classes from './code-block.module.css'

/** Characters that the browser lays out without a noticeable delay. */
const SHOWN_CHARACTERS = 200_000

interface CodeBlockProps {
  readonly text: string
  /** What it is, for screen readers and for the copy button. */
  readonly label: string
  /** Maximum height in pixels; longer text scrolls. */
  readonly maxHeight?: number
  /** Wraps long lines instead of scrolling them sideways. For messages. */
  readonly isMessage?: boolean
}

/** Unformatted text: code, commands, values. Shows only the beginning of very long text. */
export function CodeBlock({ text, label, maxHeight = 420, isMessage = false }: CodeBlockProps) {
  return (
    <section className={classes.block} aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable area must be reachable by keyboard */}
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
