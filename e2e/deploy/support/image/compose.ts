import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

const FILE = new URL('../../../../deploy/image/compose.yaml', import.meta.url)

/** A service of the compose file, as far as the tests run it. */
export interface Service {
  readonly read_only: boolean
  readonly cap_drop: readonly string[]
  readonly security_opt: readonly string[]
  readonly tmpfs: readonly string[]
  /** Each as `name:/folder`. */
  readonly volumes: readonly string[]
  readonly command?: readonly string[]
  readonly environment?: Readonly<Record<string, string>>
  readonly healthcheck?: { readonly test?: readonly string[] }
}

/** The services by their names. Variables have their defaults. */
export function readServices(): Readonly<Record<'prepare' | 'server' | 'worker', Service>> {
  const text = readFileSync(FILE, 'utf8').replaceAll(/\$\{\w+:-([^}]*)\}/g, '$1')
  return parse(text, { merge: true }).services
}
