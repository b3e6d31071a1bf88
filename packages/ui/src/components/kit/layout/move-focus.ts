import type { KeyboardEvent } from 'react'

/** Left and right move the focus between neighbours of which Tab reaches only one. */
export function moveFocus({ key, target }: KeyboardEvent): void {
  if (!(target instanceof HTMLElement)) return
  const next =
    key === 'ArrowLeft' ? target.previousElementSibling : key === 'ArrowRight' ? target.nextElementSibling : null
  if (next instanceof HTMLElement) next.focus()
}
