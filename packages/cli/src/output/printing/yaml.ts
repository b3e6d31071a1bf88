import { stringify } from 'yaml'

/** A file of its own, so that only those who ask for YAML load the library. */
export function toYaml(resource: unknown): string {
  return stringify(resource)
}
