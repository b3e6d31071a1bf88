import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'
import type { AIFlowHome } from './aiflow-home.ts'

const FIXTURES = new URL('../fixtures/', import.meta.url)

/** Gives a home the store that a released version wrote, with its blobs. `fixtures/README.md` says what is in it. */
export function placeStore({ folder }: AIFlowHome, version: '0.1.0' | '0.2.0'): void {
  writeFileSync(join(folder, 'aiflow.db'), unpack(new URL(`store-${version}.db.gz`, FIXTURES)))
  const blobs = new URL(`store-${version}.blobs/`, FIXTURES)
  for (const name of readdirSync(blobs)) {
    const parent = join(folder, 'blobs', name.slice(0, 2))
    mkdirSync(parent, { recursive: true })
    writeFileSync(join(parent, name.replace('.gz', '')), unpack(new URL(name, blobs)))
  }
  // The store gets older every day, and its history must not be swept.
  writeFileSync(join(folder, 'aiflow.yaml'), 'history:\n  days: 36500\n')
}

function unpack(file: URL): Buffer {
  return gunzipSync(readFileSync(file))
}
