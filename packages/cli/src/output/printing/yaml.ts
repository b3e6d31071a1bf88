import { stringify } from 'yaml'

/** In a separate file, so that the library is loaded only for YAML. */
export function toYaml(resource: unknown): string {
  return stringify(resource)
}
