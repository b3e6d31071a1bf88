export type Direction = 'RIGHT' | 'DOWN'

/** A media query: graphs run downwards on such a screen. */
export const SMALL_SCREEN = '(max-width: 47.99em)'

export const directionOf = (isSmall: boolean): Direction => (isSmall ? 'DOWN' : 'RIGHT')

export const directionNow = (): Direction => directionOf(window.matchMedia(SMALL_SCREEN).matches)
