import { AIFlowError } from '@aiflow/sdk/internal/errors'

export type Access = 'read' | 'write'

export interface RightsOptions {
  /** What assistants may do on this way in, whatever their token may do. */
  readonly access: Access
  /** How to allow changes, as the end of a sentence. */
  readonly howToAllow: string
  /** Whether the role of the token may change something. */
  readonly mayChange: () => Promise<boolean>
}

/** Whether a caller may use the tools that change something. The server checks each request again. */
export class Rights {
  readonly #options: RightsOptions

  constructor(options: RightsOptions) {
    this.#options = options
  }

  /** Whether these tools are listed. */
  async mayChange(): Promise<boolean> {
    const { access, mayChange } = this.#options
    return access === 'write' && (await mayChange())
  }

  /** Throws `FORBIDDEN`. */
  async checkMayChange(tool: string): Promise<void> {
    const { access, howToAllow, mayChange } = this.#options
    if (access !== 'write')
      throw new AIFlowError('FORBIDDEN', `Assistants may only read here, so "${tool}" is not allowed. ${howToAllow}`)
    if (await mayChange()) return
    throw new AIFlowError(
      'FORBIDDEN',
      `"${tool}" changes something, and this token may only read. Use a token with the role "operator".`,
    )
  }
}
