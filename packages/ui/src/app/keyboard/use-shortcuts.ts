import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef } from 'react'
import { PLACES } from '../navigation/places.ts'

const SECOND_KEY_MS = 1200
/** The fields that `/` can focus. It takes the first one of the view. */
const FILTER = '[data-filter] input'

export interface ShortcutsOptions {
  readonly onHelp: () => void
}

/** `g` and a letter go to a view, `/` focuses the filter, `?` opens the help. Ignored while typing in a field. */
export function useShortcuts({ onHelp }: ShortcutsOptions): void {
  const navigate = useNavigate()
  const goAt = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || isWriting(event.target)) return
      const place = PLACES.find(({ letter }) => letter === event.key)
      if (performance.now() - goAt.current < SECOND_KEY_MS && place !== undefined) void navigate({ to: place.to })
      else if (event.key === '/') focusFilter(event)
      else if (event.key === '?') onHelp()
      goAt.current = event.key === 'g' ? performance.now() : Number.NEGATIVE_INFINITY
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  }, [navigate, onHelp])
}

function focusFilter(event: KeyboardEvent): void {
  const field = document.querySelector<HTMLInputElement>(FILTER)
  if (field === null) return
  event.preventDefault()
  field.focus()
  field.select()
}

function isWriting(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
}
