/** A request of an assistant that this server has admitted. */
interface AssistantRequest {
  /** Aborted when the answer is no longer awaited. */
  readonly request: Request
  /** The body of the request, parsed. */
  readonly body: unknown
  readonly token: string
  readonly tokenName: string
  /** The namespace where the assistant names none: that of a token for a single one. */
  readonly namespace: string
  /** Whether the role of the token may change something. */
  readonly mayChange: boolean
}

/** Answers requests of assistants. The server knows nothing else of it. */
export type AssistantDoor = (request: AssistantRequest) => Promise<Response>

/** What a door for assistants needs of its server. */
export interface AssistantHost {
  readonly version: string
  /** What assistants may do, besides what their token may. */
  readonly access: 'read' | 'write'
  /** The own address of the server. */
  readonly url: () => string
  /** Counts a call of a tool. */
  readonly called: (call: { readonly tool: string; readonly outcome: string }) => void
  /** Logs an error that nobody expects. */
  readonly failed: (error: unknown) => void
}

export type LoadAssistantDoor = (host: AssistantHost) => Promise<AssistantDoor>

/** A door that is loaded when the first request comes, so that servers without assistants do not pay for it. */
export function loadedWhenUsed(load: LoadAssistantDoor, host: AssistantHost): AssistantDoor {
  let loading: Promise<AssistantDoor> | null = null
  return async (request) => {
    loading ??= load(host)
    return (await loading)(request)
  }
}
