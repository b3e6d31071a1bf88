import type { Json } from '@aiflow/sdk/internal/json'
import type { ControlRequest, ControlResult } from '../../log/control.ts'
import { isOfOtherPart } from '../controls/workflows.ts'

type Upload = Extract<ControlRequest, { type: 'upload' }>

/**
 * The requests to append for one request. An upload into several namespaces becomes one for each namespace, so that
 * readers of a namespace see only its definitions.
 */
export function partsOf(request: ControlRequest): readonly ControlRequest[] {
  if (request.type !== 'upload') return [request]
  const byNamespace = Map.groupBy(request.definitions, ({ definition }) => definition.namespace)
  return byNamespace.size < 2
    ? [request]
    : [...byNamespace.values()].map((definitions) => ({ ...request, definitions }))
}

/** The answer to the whole request. Either all parts succeeded or none did, and one of them says why. */
export function answerOf(request: ControlRequest, results: readonly ControlResult[]): ControlResult {
  const [first] = results
  if (first === undefined) throw new Error('a request has no part')
  if (request.type !== 'upload' || results.length === 1) return first
  const values: Json[] = []
  for (const result of results) {
    if (!result.ok) return results.find((other) => !other.ok && !isOfOtherPart(other.error)) ?? result
    values.push(result.value)
  }
  const workflows = inOrder(request, values.flatMap(workflowsOf))
  return { ok: true, value: { workflows, warnings: values.flatMap(warningsIn) } }
}

/** In the order of the file. */
function inOrder({ definitions }: Upload, workflows: readonly UploadedWorkflow[]): Json[] {
  return definitions.flatMap(({ definition: { namespace, name } }) =>
    workflows.filter((workflow) => workflow.namespace === namespace && workflow.name === name),
  )
}

type UploadedWorkflow = { readonly namespace: string; readonly name: string } & { readonly [field: string]: Json }

function workflowsOf(value: Json): readonly UploadedWorkflow[] {
  // The step of an upload wrote this value.
  return (value as { workflows: readonly UploadedWorkflow[] }).workflows
}

function warningsIn(value: Json): readonly Json[] {
  return (value as { warnings: readonly Json[] }).warnings
}
