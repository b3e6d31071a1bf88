import { AIFlowError } from '../../errors/aiflow-error.ts'

const STATE = Symbol.for('aiflow.workflow-context')

/** What an operator needs of its workflow. */
export interface WorkflowScope {
  readonly name: string
  readonly namespace: string
  addTask(task: TaskReference): void
}

/** A workflow with the type of the schema of its parameters. */
export interface WorkflowWithParameters<Schema> extends WorkflowScope {
  /** Never set: it ties the workflow to the type of its parameters. */
  readonly parametersType?: Schema
}

/** A task as conditions and rules see it. Every operator is one. */
export interface TaskReference {
  readonly name: string
  readonly workflow: WorkflowScope
}

// On globalThis, since a workflow and an operator it uses may carry two copies of the SDK.
const holder = globalThis as { [STATE]?: WorkflowScope | null }

/** The workflow that is being defined, or `null` outside a definition. */
export function currentWorkflow(): WorkflowScope | null {
  return holder[STATE] ?? null
}

/** Makes a workflow the current one. Throws NESTED_WORKFLOW if another one is being defined. */
export function enterWorkflow(workflow: WorkflowScope): void {
  checkNotNested(workflow.name)
  holder[STATE] = workflow
}

/** Ends the definition of the current workflow and returns it, or `null` if there was none. */
export function leaveWorkflow(): WorkflowScope | null {
  const workflow = currentWorkflow()
  holder[STATE] = null
  return workflow
}

/** Throws NESTED_WORKFLOW if a workflow is being defined. */
export function checkNotNested(name: string): void {
  const outer = currentWorkflow()
  if (outer === null) return
  throw new AIFlowError(
    'NESTED_WORKFLOW',
    `The workflow "${name}" is defined inside the workflow "${outer.name}". ` +
      'Define it on its own and connect the two with a trigger.',
    { details: { name, outer: outer.name } },
  )
}
