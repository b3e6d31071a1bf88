import type { Json } from '@aiflow/sdk'
import { useMemo } from 'react'
import { CodeBlock } from '../../code/code-block.tsx'
import { readableText } from './json-text.ts'

interface JsonViewProps {
  readonly value: Json
  readonly label: string
}

/** A value as readable text. A string that contains JSON is shown as that JSON. */
export function JsonView({ value, label }: JsonViewProps) {
  const text = useMemo(() => readableText(value), [value])
  return <CodeBlock text={text} label={label} />
}
