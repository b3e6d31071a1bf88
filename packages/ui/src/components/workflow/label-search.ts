import { labelTexts, parseLabel } from '@aiflow/sdk/internal/text'

export type Labels = Readonly<Record<string, string>>

/** Labels in an address, such as `team=data,tier=1`. What is no label is ignored. */
export function labelsIn(text = ''): Labels {
  const labels = text.split(',').map(parseLabel)
  return Object.fromEntries(labels.filter((label) => label !== null))
}

/** The labels as they are written in an address; undefined if there are none. */
export function labelsText(labels: Labels): string | undefined {
  const parts = labelTexts(labels)
  return parts.length === 0 ? undefined : parts.join(',')
}
