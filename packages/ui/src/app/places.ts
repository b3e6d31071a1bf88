import { type Icon, IconActivityHeartbeat, IconListDetails } from '@tabler/icons-react'

/** A view that people go to by themselves: in the navigation, in the palette, by `g` and a letter. */
export interface Place {
  readonly to: '/' | '/executions'
  readonly title: string
  readonly icon: Icon
  /** After `g`. */
  readonly letter: string
}

export const PLACES: readonly Place[] = [
  { to: '/', title: 'Overview', icon: IconActivityHeartbeat, letter: 'o' },
  { to: '/executions', title: 'Executions', icon: IconListDetails, letter: 'x' },
]
