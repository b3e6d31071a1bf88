import { currentWorkflow, enterWorkflow, leaveWorkflow, type WorkflowScope } from './current-workflow.ts'
import { isWorkflow, type Workflow } from './workflow.ts'

/**
 * Keeps the workflow that is being defined, so that operators find it. The callback of `new Workflow` uses it for you.
 *
 * Source: `ai_flow.model.workflow.WorkflowContextManager`.
 */
export const WorkflowContextManager = Object.freeze({
  /** The workflow that is being defined, or `null` outside a definition. */
  getCurrentWorkflow(): Workflow | null {
    return asWorkflow(currentWorkflow())
  },

  /** Begins the definition of a workflow. Throws NESTED_WORKFLOW if another one is being defined. */
  pushContextManagedWorkflow(workflow: Workflow): void {
    enterWorkflow(workflow)
  },

  /** Ends the definition and returns its workflow, or `null` if there was none. */
  popContextManagedWorkflow(): Workflow | null {
    return asWorkflow(leaveWorkflow())
  },
})

function asWorkflow(scope: WorkflowScope | null): Workflow | null {
  return isWorkflow(scope) ? scope : null
}
