import type { AIFlowClient } from '@aiflow/sdk/client'
import type * as z from 'zod'
import type { Answer } from '../answers/answer.ts'
import { checkArguments } from '../arguments/check-arguments.ts'
import type { WaitPlaces } from '../callers/wait-places.ts'
import type { DocumentIndex } from '../documentation/document-index.ts'

/** Who calls. */
export interface Caller {
  /** Whose waits are counted together. */
  readonly name: string
  /** The namespace where none is given. */
  readonly namespace: string
}

/** What a tool works with during one call. */
export interface ToolContext {
  /** A client with the rights of the caller. Changes under the same idempotency key happen once. */
  readonly client: (idempotencyKey?: string) => AIFlowClient
  /** Aborted when the caller no longer waits for the answer. */
  readonly signal: AbortSignal
  readonly documents: () => Promise<DocumentIndex>
  readonly waits: WaitPlaces
  readonly caller: Caller
}

/** `read` changes nothing. `destroy` may end what runs; `change` only adds. */
type Effect = 'read' | 'change' | 'destroy'

interface ToolParts<S extends z.ZodObject> {
  readonly name: string
  /** For people. */
  readonly title: string
  /** For the assistant: when to use it, and what it answers. */
  readonly description: string
  readonly effect: Effect
  /** Whether a second call with the same arguments changes nothing more. */
  readonly isIdempotent?: boolean
  readonly input: S
  /** The form of `data` in its answers. */
  readonly output?: z.ZodObject
  readonly call: (given: z.output<S>, context: ToolContext) => Promise<Answer>
}

/** Something that an assistant may ask for. */
export interface Tool extends Omit<ToolParts<z.ZodObject>, 'call'> {
  /** Throws AIFlowErrors, also for arguments that are not valid. */
  readonly call: (given: unknown, context: ToolContext) => Promise<Answer>
}

export function defineTool<S extends z.ZodObject>({ call, ...parts }: ToolParts<S>): Tool {
  return { ...parts, call: (given, context) => call(checkArguments(parts.input, given), context) }
}
