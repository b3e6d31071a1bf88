export type Direction = 'RIGHT' | 'DOWN'

/** A media query: on such a screen a graph goes down. */
export const SMALL_SCREEN = '(max-width: 47.99em)'

export const directionOf = (isSmall: boolean): Direction => (isSmall ? 'DOWN' : 'RIGHT')

export const directionNow = (): Direction => directionOf(window.matchMedia(SMALL_SCREEN).matches)
