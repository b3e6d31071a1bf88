import type { KeyboardEvent } from 'react'

const STEPS = { ArrowRight: 'right', ArrowLeft: 'left', ArrowDown: 'down', ArrowUp: 'up' } as const
type Step = (typeof STEPS)[keyof typeof STEPS]

/** Arrow keys move between cards: right to effects, left to causes, up and down between siblings. */
export function moveInPicture(event: KeyboardEvent<HTMLElement>): void {
  const step: Step | undefined = STEPS[event.key as keyof typeof STEPS]
  const branch = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-branch]') : null
  if (step === undefined || branch === null) return
  event.preventDefault()
  const opener = openerOf(branch)
  if (step === 'right' && opener?.getAttribute('aria-expanded') === 'false') return opener.click()
  stopOf(neighbour(branch, step))?.focus()
}

function neighbour(branch: HTMLElement, step: Step): HTMLElement | null {
  const parent = branch.parentElement?.closest<HTMLElement>('[data-branch]') ?? null
  switch (step) {
    case 'right':
      return branch.querySelector<HTMLElement>('[data-branch]') ?? nextCause(branch, 1)
    case 'left':
      return parent ?? nextCause(branch, -1)
    case 'down':
      return sibling(branch, 1)
    case 'up':
      return sibling(branch, -1)
  }
}

/** The causes form a row before the event, and belong to no branch. */
function nextCause(branch: HTMLElement, by: 1 | -1): HTMLElement | null {
  const picture = branch.closest('[data-layout]')
  const all = [...(picture?.querySelectorAll<HTMLElement>('[data-branch]') ?? [])]
  return all[all.indexOf(branch) + by] ?? null
}

/** The next card in document order at the same distance from the event. */
function sibling(branch: HTMLElement, by: 1 | -1): HTMLElement | null {
  const all = [...(branch.closest('[data-layout]')?.querySelectorAll<HTMLElement>('[data-branch]') ?? [])]
  const alike = all.filter((one) => depthOf(one) === depthOf(branch))
  return alike[alike.indexOf(branch) + by] ?? null
}

function depthOf(branch: HTMLElement): number {
  let depth = 0
  for (let at = branch.parentElement; at !== null; at = at.parentElement) if (at.hasAttribute('data-branch')) depth += 1
  return depth
}

function openerOf(branch: HTMLElement): HTMLElement | null {
  return branch.querySelector<HTMLElement>(':scope > div > [data-opener]')
}

function stopOf(branch: HTMLElement | null): HTMLElement | null {
  return branch?.querySelector<HTMLElement>('a, [data-opener]') ?? null
}
