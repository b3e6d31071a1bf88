import type { NamedInNamespace } from '../../storage/table.ts'
import type { SecretSource } from './secret-source.ts'

/** Two names in a row can be told apart only if neither has two underscores in a row, or one at its end. */
const PLAIN = /^[A-Za-z0-9]+(?:_[A-Za-z0-9]+)*$/

/** Secrets in the environment of the server: `AIFLOW_SECRET_<namespace>__<name>`. */
export class EnvironmentSource implements SecretSource {
  readonly place = 'the environment of the server'
  readonly #variables: Readonly<Record<string, string | undefined>>

  constructor(variables: Readonly<Record<string, string | undefined>>) {
    this.#variables = variables
  }

  async read({ namespace, name }: NamedInNamespace): Promise<string | null> {
    if (!PLAIN.test(namespace) || !PLAIN.test(name)) return null
    const variable = `AIFLOW_SECRET_${namespace}__${name}`
    return Object.hasOwn(this.#variables, variable) ? (this.#variables[variable] ?? null) : null
  }
}
