import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import type { ControlRequest } from '../../log/control.ts'
import type { NamespaceRow } from '../../storage/rows.ts'
import type { Step } from '../step.ts'
import { requireNamespace, requireVersion } from './lookup.ts'
import { deleteNamed } from './named-rows.ts'

type Request<T extends ControlRequest['type']> = Extract<ControlRequest, { type: T }>

const DEFAULT = 'default'

/** Maximum number of workflows that the refusal to delete a namespace names. */
const NAMED_WORKFLOWS = 10

export function addNamespace(step: Step, { namespace: name, properties }: Request<'addNamespace'>): Json {
  if (!step.world.namespaces.has(name)) return store(step, createNamespace(step, name, properties))
  const message = `The namespace "${name}" already exists. Choose another name, or change its properties.`
  throw new AIFlowError('ALREADY_EXISTS', message, { details: { namespace: name } })
}

/** Creates the namespace if it does not exist. */
export function ensureNamespace(step: Step, name: string): void {
  if (!step.world.namespaces.has(name)) store(step, createNamespace(step, name, {}))
}

export function setNamespaceProperties(step: Step, request: Request<'setNamespaceProperties'>): Json {
  const row = requireNamespace(step, request.namespace)
  requireVersion(`The namespace "${row.name}"`, row.version, request)
  return store(step, { ...row, properties: request.properties, version: step.event.offset })
}

export function deleteNamespace(step: Step, request: Request<'deleteNamespace'>): Json {
  const row = requireNamespace(step, request.namespace)
  if (row.name === DEFAULT) {
    throw new AIFlowError('INVALID_ARGUMENT', 'The namespace "default" always exists and cannot be deleted.')
  }
  requireVersion(`The namespace "${row.name}"`, row.version, request)
  requireEmpty(step, row.name)
  deleteNamed(step, row.name)
  step.world.namespaces.delete(row.name)
  step.changes.namespaces.delete(row.name)
  return { ...row }
}

function createNamespace(step: Step, name: string, properties: NamespaceRow['properties']): NamespaceRow {
  return { name, properties, version: step.event.offset, createTime: step.now }
}

function store(step: Step, row: NamespaceRow): Json {
  step.world.namespaces.set(row.name, row)
  step.changes.namespaces.set(row)
  return { ...row }
}

function requireEmpty(step: Step, name: string): void {
  const workflows = [...step.world.workflows.values()].filter(({ row }) => row.namespace === name)
  if (workflows.length === 0) return
  const names = workflows.slice(0, NAMED_WORKFLOWS).map(({ row }) => row.name)
  const more = workflows.length > names.length ? ` and ${workflows.length - names.length} more` : ''
  const list = names.map((workflow) => `"${workflow}"`).join(', ')
  throw new AIFlowError(
    'NAMESPACE_NOT_EMPTY',
    workflows.length === 1
      ? `The namespace "${name}" holds the workflow ${list}. Delete it first.`
      : `The namespace "${name}" holds the workflows ${list}${more}. Delete them first.`,
    { details: { namespace: name, workflows: names, count: workflows.length } },
  )
}
