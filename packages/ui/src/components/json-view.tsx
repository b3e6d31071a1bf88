import type { Json } from '@aiflow/sdk'
import { CodeBlock } from './code-block.tsx'

interface JsonViewProps {
  readonly value: Json
  readonly label: string
}

/** A value as people read it; text that holds JSON is shown as what it holds. */
export function JsonView({ value, label }: JsonViewProps) {
  const shown = typeof value === 'string' ? parsed(value) : value
  const text = typeof shown === 'string' ? shown : JSON.stringify(shown, null, 2)
  return <CodeBlock text={text} label={label} />
}

function parsed(text: string): Json {
  try {
    return JSON.parse(text) as Json
  } catch {
    // Not JSON: it is shown as it is.
    return text
  }
}
