import { labelTexts } from '@aiflow/sdk/internal/text'
import type { TaskDefinition, WorkflowDefinition } from '@aiflow/sdk/internal/wire'
import { clip } from '../printing/columns.ts'
import { oneLine } from './text.ts'

/** Columns of the text of a description or of metadata; `-o json` has all of it. */
const SHOWN = 200

type Metadata = Pick<WorkflowDefinition, 'description' | 'owner' | 'labels' | 'metadata'>

/** What is said about a workflow, as fields. */
export function metadataFields({ description, owner, labels, metadata }: Metadata): [string, string][] {
  const fields: [string, string | undefined][] = [
    ['Description', description],
    ['Owner', owner],
    ['Labels', labelTexts(labels).join(', ')],
    ['Metadata', metadata && JSON.stringify(metadata)],
  ]
  return fields.flatMap(([label, text]) =>
    text === undefined || text === '' ? [] : [[label, clip(oneLine(text), SHOWN)]],
  )
}

/** What is said about a task, on one line; empty if nothing is. */
export function describeMetadata(task: TaskDefinition): string {
  const { description, owner, labels, metadata } = task
  const parts = [
    ...(description === undefined ? [] : [description]),
    ...(owner === undefined ? [] : [`owner ${owner}`]),
    labelTexts(labels).join(', '),
    ...(metadata === undefined ? [] : [JSON.stringify(metadata)]),
  ]
  return parts
    .filter((part) => part !== '')
    .map((part) => clip(oneLine(part), SHOWN))
    .join('; ')
}
