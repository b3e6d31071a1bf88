import { AIFlowError } from '@aiflow/sdk/internal/errors'
import { pythonFiles, type WorkflowDefinition } from '@aiflow/sdk/internal/wire'

/** Throws `INVALID_WORKFLOW` if a task runs a file that is not uploaded together with its workflow. */
export function requireFiles(definitions: readonly WorkflowDefinition[], paths: readonly string[]): void {
  const uploaded = new Set(paths)
  for (const { name: workflow, tasks } of definitions) {
    for (const { name: task, operator } of tasks) {
      const missing = operator.type === 'python' ? pythonFiles(operator).find((path) => !uploaded.has(path)) : undefined
      if (missing === undefined) continue
      const message = `The task "${task}" of the workflow "${workflow}" runs the file "${missing}", which is not uploaded with it. Add it to the upload: -f ${missing}`
      throw new AIFlowError('INVALID_WORKFLOW', message, { details: { workflow, task, path: missing } })
    }
  }
}
