import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

const SDK = fileURLToPath(new URL('../../../sdk/src/index.ts', import.meta.url))

/** Bundles the source of a workflow file as an upload does. */
export function bundle(source: string): string {
  const result = buildSync({
    stdin: { contents: source, resolveDir: fileURLToPath(new URL('.', import.meta.url)), loader: 'ts' },
    alias: { '@aiflow/sdk': SDK },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
    conditions: ['source'],
  })
  return result.outputFiles[0]!.text
}
