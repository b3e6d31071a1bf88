import { parseWholeNumber } from '@aiflow/sdk/internal/text'
import { type Icon, IconListDetails, IconSitemap } from '@tabler/icons-react'
import type { NavigateOptions } from '@tanstack/react-router'
import type { WorkflowName } from '../../data/queries/workflows.ts'
import { PLACES } from '../navigation/places.ts'

/** A place that the palette can go to. */
export interface PaletteItem {
  readonly key: string
  readonly title: string
  readonly hint: string
  readonly icon: Icon
  readonly to: NavigateOptions
}

/** The views whose name contains the text, the execution with this id, and the workflows that were found by the text. */
export function paletteItems(text: string, workflows: readonly WorkflowName[]): readonly PaletteItem[] {
  const wanted = text.trim().toLowerCase()
  const places = PLACES.filter(({ title }) => title.toLowerCase().includes(wanted)).map(
    ({ to, title, icon, letter }): PaletteItem => ({ key: to, title, hint: `g ${letter}`, icon, to: { to } }),
  )
  if (wanted === '') return places
  const lists = [workflowsNamed(text.trim()), executionsOf(text.trim())]
  return [...places, ...executionWithId(wanted), ...workflows.map(workflowItem), ...lists]
}

/** Empty if the text is no id. */
function executionWithId(text: string): readonly PaletteItem[] {
  const id = parseWholeNumber(text, 1)
  if (id === null) return []
  const to: NavigateOptions = { to: '/executions/$id', params: { id } }
  return [{ key: 'execution', title: `Workflow execution ${id}`, hint: 'Id', icon: IconListDetails, to }]
}

function workflowItem({ namespace, name }: WorkflowName): PaletteItem {
  return {
    key: `workflow ${namespace}/${name}`,
    title: name,
    hint: namespace,
    icon: IconSitemap,
    to: { to: '/workflows/$of/$workflow', params: { of: namespace, workflow: name } },
  }
}

function workflowsNamed(name: string): PaletteItem {
  const title = `All workflows with "${name}"`
  return { key: 'workflows', title, hint: 'List', icon: IconSitemap, to: { to: '/workflows', search: { name } } }
}

function executionsOf(workflow: string): PaletteItem {
  const title = `Executions of "${workflow}"`
  return {
    key: 'executions',
    title,
    hint: 'List',
    icon: IconListDetails,
    to: { to: '/executions', search: { workflow } },
  }
}
