import type { Json } from '@aiflow/sdk'
import { findInexactInteger, inexactIntegerProblem } from '@aiflow/sdk/internal/json'
import { Textarea } from '@mantine/core'
import { useState } from 'react'
import { isObject } from './schema.ts'

interface JsonFieldProps {
  readonly label: string
  readonly description?: string | undefined
  readonly value: Json | undefined
  /** Called with undefined if the field is empty. */
  readonly onChange: (value: Json | undefined) => void
  readonly problem: string | undefined
  /** Called with a problem, or with null once the text is valid JSON again. */
  readonly onBroken: (problem: string | null) => void
  readonly rows?: number
  readonly isNeeded?: boolean
  readonly mustBeObject?: boolean
}

/** Edits a value as JSON. */
export function JsonField(props: JsonFieldProps) {
  const {
    label,
    description,
    value,
    onChange,
    problem,
    onBroken,
    rows = 3,
    isNeeded = false,
    mustBeObject = false,
  } = props
  const [text, setText] = useState(() => (value === undefined ? '' : JSON.stringify(value, null, 2)))
  const change = (next: string) => {
    setText(next)
    const read = parsed(next)
    if (read.problem !== null) return onBroken(read.problem)
    if (mustBeObject && !isObject(read.value)) return onBroken('must be an object: {"name": value}')
    onBroken(null)
    onChange(read.value)
  }
  return (
    <Textarea
      label={label}
      description={description}
      value={text}
      onChange={(event) => change(event.currentTarget.value)}
      error={problem === undefined || problem === '' ? null : problem}
      withAsterisk={isNeeded}
      autosize
      minRows={rows}
      maxRows={18}
      spellCheck={false}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)' } }}
    />
  )
}

function parsed(text: string): { readonly value: Json | undefined; readonly problem: string | null } {
  if (text.trim() === '') return { value: undefined, problem: null }
  const integer = findInexactInteger(text)
  if (integer !== null) return { value: undefined, problem: inexactIntegerProblem(integer) }
  try {
    return { value: JSON.parse(text) as Json, problem: null }
  } catch (error) {
    return { value: undefined, problem: `is not valid JSON: ${error instanceof Error ? error.message : String(error)}` }
  }
}
