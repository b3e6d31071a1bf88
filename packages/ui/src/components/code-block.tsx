import classes from './code-block.module.css'
import { CopyButton } from './copy-button.tsx'

interface CodeBlockProps {
  readonly text: string
  /** What it is, for those who hear the page, and on the button that copies it. */
  readonly label: string
  /** At most so high, in pixels; it scrolls. */
  readonly maxHeight?: number
  /** A message, which is read: it is broken instead of scrolled sideways. */
  readonly isMessage?: boolean
}

/** Text as it is: code, commands, values. */
export function CodeBlock({ text, label, maxHeight = 420, isMessage = false }: CodeBlockProps) {
  return (
    <section className={classes.block} aria-label={label}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre className={classes.text} data-message={isMessage || undefined} style={{ maxHeight }} tabIndex={0}>
        {text}
      </pre>
      <div className={classes.copy}>
        <CopyButton text={text} label={label} />
      </div>
    </section>
  )
}
