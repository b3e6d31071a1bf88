import { AIFlowError } from '@aiflow/sdk'

export interface NamedWorkflow {
  readonly namespace: string
  readonly name: string
}

/** Which file defines which workflow. */
export class DefinedWorkflows {
  readonly #fileOf = new Map<string, { readonly file: string; readonly workflow: NamedWorkflow }>()

  get all(): readonly NamedWorkflow[] {
    return [...this.#fileOf.values()].map(({ workflow }) => workflow)
  }

  has(workflow: NamedWorkflow): boolean {
    return this.#fileOf.has(keyOf(workflow))
  }

  /** Says what a file defines, in place of what it did. Refuses a workflow that another file defines. */
  set(file: string, workflows: readonly NamedWorkflow[]): void {
    for (const workflow of workflows) {
      const other = this.#fileOf.get(keyOf(workflow))
      if (other !== undefined && other.file !== file) throw definedTwice([other.file, file], workflow)
    }
    this.remove(file)
    for (const workflow of workflows) this.#fileOf.set(keyOf(workflow), { file, workflow })
  }

  /** Forgets what a file defines, and returns it. */
  remove(file: string): readonly NamedWorkflow[] {
    const own = [...this.#fileOf].filter(([, defined]) => defined.file === file)
    for (const [key] of own) this.#fileOf.delete(key)
    return own.map(([, { workflow }]) => workflow)
  }
}

function keyOf({ namespace, name }: NamedWorkflow): string {
  return `${namespace}/${name}`
}

function definedTwice([one, other]: readonly [string, string], { namespace, name }: NamedWorkflow): AIFlowError {
  const message = `The files "${one}" and "${other}" both define the workflow "${name}" of the namespace "${namespace}". Give each workflow a name of its own, and export it from one file only.`
  return new AIFlowError('INVALID_WORKFLOW', message, { details: { namespace, workflow: name } })
}
