import { type WhyNotTrigger, whyNotTriggerSchema } from '../../wire/http/why.ts'
import { type NewTrigger, type WorkflowTriggerResource, workflowTriggerSchema } from '../../wire/http/workflows.ts'
import type { CallOptions } from '../transport/call.ts'
import type { Transport } from '../transport/transport.ts'
import { OfWorkflowClient } from './of-workflow-client.ts'

/** Manages triggers, which start executions of a workflow on events. Calls that name one throw `TRIGGER_NOT_FOUND`. */
export class TriggersClient extends OfWorkflowClient<WorkflowTriggerResource, NewTrigger> {
  constructor(transport: Transport) {
    super(transport, 'triggers', workflowTriggerSchema)
  }

  /** Why a trigger starts no execution: what blocks it, and what it waits for. */
  whyNot(namespace: string, workflow: string, name: string, { signal }: CallOptions = {}): Promise<WhyNotTrigger> {
    const path = this.place(namespace, workflow, name, 'why-not')
    return this.transport.request(whyNotTriggerSchema, { method: 'GET', path, signal })
  }
}
