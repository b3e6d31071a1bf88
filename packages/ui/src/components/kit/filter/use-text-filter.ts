import { useDebouncedCallback } from '@mantine/hooks'
import { useEffect, useState } from 'react'

const WAIT_MS = 250

/** A field whose text goes into the address when typing pauses. Navigating back changes the field, too. */
export function useTextFilter(value: string | undefined, write: (value: string | undefined) => void) {
  const [text, setText] = useState(value ?? '')
  useEffect(() => setText(value ?? ''), [value])
  const writeSoon = useDebouncedCallback((next: string) => write(next.trim() === '' ? undefined : next.trim()), WAIT_MS)
  const change = (next: string) => {
    setText(next)
    writeSoon(next)
  }
  return [text, change] as const
}
