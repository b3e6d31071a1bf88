import type { Artifact } from '@aiflow/sdk/internal/api/executions'
import { AIFlowError } from '@aiflow/sdk/internal/errors'
import type { Json } from '@aiflow/sdk/internal/json'
import { findPathCollision, MAX_ARTIFACTS } from '@aiflow/sdk/internal/limits'
import type { ControlRequest } from '../../log/control.ts'
import type { Step } from '../step.ts'
import { changeDetails } from '../tasks/task-transitions.ts'

type Put = Extract<ControlRequest, { type: 'putArtifact' }>

/**
 * Adds a file to the artifacts of the attempt. It replaces one of the same name, and removes those of earlier attempts.
 */
export function putArtifact(step: Step, { attemptId, name, size, sha256, maxBytes }: Put): Json {
  const slot = step.world.attempts.find(attemptId)
  if (slot === undefined) {
    throw new AIFlowError('ATTEMPT_ENDED', `The attempt has ended: it can no longer leave "${name}".`, {
      details: { attemptId },
    })
  }
  if (slot.item !== null) throw ofItem(name)
  const before = slot.latest?.artifacts
  const others = before?.attemptId === attemptId ? before.files.filter((file) => file.name !== name) : []
  checkPlace(others, name)
  checkRoom(others, { size, maxBytes })
  const files = [...others, { name, size, sha256 }].sort((left, right) => (left.name < right.name ? -1 : 1))
  changeDetails(step, slot, { artifacts: { attemptId, files } })
  return null
}

function ofItem(name: string): AIFlowError {
  const message = `"${name}" cannot be an artifact: the items of "mapOver" leave none. Keep the file elsewhere, and return its path as the output of the item.`
  return new AIFlowError('INVALID_ARGUMENT', message, { details: { name } })
}

/** People download all artifacts into one folder, so their paths must not collide. */
function checkPlace(others: readonly Artifact[], name: string): void {
  const collision = findPathCollision([...others.map((file) => file.name), name])
  if (collision === null) return
  const { first, second, problem } = collision
  const message = `"${name}" cannot be an artifact beside the others: "${second}" ${problem}. Rename one of them.`
  throw new AIFlowError('INVALID_ARGUMENT', message, { details: { first, second } })
}

function checkRoom(others: readonly Artifact[], { size, maxBytes }: Pick<Put, 'size' | 'maxBytes'>): void {
  if (others.length >= MAX_ARTIFACTS) {
    const message = `A task execution may leave ${MAX_ARTIFACTS} artifacts. Put several files into one archive.`
    throw new AIFlowError('TOO_LARGE', message, { details: { maxArtifacts: MAX_ARTIFACTS } })
  }
  const bytes = others.reduce((sum, file) => sum + file.size, size)
  if (bytes <= maxBytes) return
  const message = `The artifacts of the task execution would be ${bytes} bytes together; "limits.artifactBytes" allows ${maxBytes}. Keep large files elsewhere, or raise the limit.`
  throw new AIFlowError('TOO_LARGE', message, { details: { maxBytes } })
}
