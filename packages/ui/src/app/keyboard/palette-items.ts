import { type Icon, IconListDetails, IconSitemap } from '@tabler/icons-react'
import type { NavigateOptions } from '@tanstack/react-router'
import { PLACES } from '../navigation/places.ts'

/** A place that the palette can go to. */
export interface PaletteItem {
  readonly key: string
  readonly title: string
  readonly hint: string
  readonly icon: Icon
  readonly to: NavigateOptions
}

/** The views whose name contains the text. */
export function paletteItems(text: string): readonly PaletteItem[] {
  const wanted = text.trim().toLowerCase()
  const places = PLACES.filter(({ title }) => title.toLowerCase().includes(wanted)).map(
    ({ to, title, icon, letter }): PaletteItem => ({ key: to, title, hint: `g ${letter}`, icon, to: { to } }),
  )
  return wanted === '' ? places : [...places, workflowsNamed(text.trim()), executionsOf(text.trim())]
}

function workflowsNamed(name: string): PaletteItem {
  const title = `Workflows with "${name}"`
  return { key: 'workflows', title, hint: 'Workflow', icon: IconSitemap, to: { to: '/workflows', search: { name } } }
}

function executionsOf(workflow: string): PaletteItem {
  const title = `Executions of "${workflow}"`
  return {
    key: 'executions',
    title,
    hint: 'Workflow',
    icon: IconListDetails,
    to: { to: '/executions', search: { workflow } },
  }
}
