import {
  type Icon,
  IconActivityHeartbeat,
  IconBolt,
  IconListDetails,
  IconMailX,
  IconSettings,
  IconSitemap,
} from '@tabler/icons-react'

/** A view that people navigate to directly: from the navigation, from the palette, or by `g` and a letter. */
export interface Place {
  readonly to: '/' | '/workflows' | '/executions' | '/events' | '/dead-letters' | '/admin'
  readonly title: string
  readonly icon: Icon
  /** The letter to press after `g`. */
  readonly letter: string
}

export const PLACES: readonly Place[] = [
  { to: '/', title: 'Overview', icon: IconActivityHeartbeat, letter: 'o' },
  { to: '/workflows', title: 'Workflows', icon: IconSitemap, letter: 'w' },
  { to: '/executions', title: 'Executions', icon: IconListDetails, letter: 'x' },
  { to: '/events', title: 'Events', icon: IconBolt, letter: 'e' },
  { to: '/dead-letters', title: 'Dead letters', icon: IconMailX, letter: 'd' },
  { to: '/admin', title: 'Admin', icon: IconSettings, letter: 'a' },
]
