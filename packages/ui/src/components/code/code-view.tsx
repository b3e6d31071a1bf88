import { useVirtualizer } from '@tanstack/react-virtual'
import { useMemo, useRef } from 'react'
import { CopyButton } from '../kit/text/copy-button.tsx'
import { CodeLine } from './code-lines.tsx'
import classes from './code-view.module.css'
import { highlight, type Language } from './highlight.ts'

const LINE_HEIGHT = 20

interface CodeViewProps {
  readonly text: string
  readonly language: Language
  readonly label: string
}

/** Highlighted code with line numbers. Only the visible lines are in the document. */
export function CodeView({ text, language, label }: CodeViewProps) {
  const scroll = useRef<HTMLElement>(null)
  const lines = useMemo(() => highlight(text, language), [text, language])
  const virtualizer = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => LINE_HEIGHT,
    overscan: 30,
  })
  const longest = useMemo(() => text.split('\n').reduce((most, line) => Math.max(most, line.length), 0), [text])
  return (
    <div className={classes.place}>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a scrollable area must be reachable by keyboard */}
      <section ref={scroll} className={classes.view} tabIndex={0} aria-label={label}>
        <div className={classes.lines} style={{ height: virtualizer.getTotalSize(), minWidth: `${longest + 8}ch` }}>
          {virtualizer.getVirtualItems().map(({ index, start }) => (
            <div key={index} className={classes.line} style={{ transform: `translateY(${start}px)` }}>
              <span className={classes.number} aria-hidden>
                {index + 1}
              </span>
              <CodeLine tokens={lines[index] ?? []} />
            </div>
          ))}
        </div>
      </section>
      <div className={classes.copy}>
        <CopyButton text={text} label={label} />
      </div>
    </div>
  )
}
