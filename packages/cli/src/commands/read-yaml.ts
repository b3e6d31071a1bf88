import { readFileSync } from 'node:fs'
import { parse } from 'yaml'

/** The content of a YAML file, which JSON is too. */
export function readYaml(path: string): unknown {
  return parse(readFileSync(path, 'utf8'))
}
