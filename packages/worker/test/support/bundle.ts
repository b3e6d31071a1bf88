import { fileURLToPath } from 'node:url'
import { buildSync } from 'esbuild'

const SDK = fileURLToPath(new URL('../../../sdk/src/index.ts', import.meta.url))

/** Bundles the source of a workflow file as an upload does. With the name of a `file`, it has a source map. */
export function bundle(source: string, file?: string): string {
  const result = buildSync({
    stdin: {
      contents: source,
      resolveDir: fileURLToPath(new URL('.', import.meta.url)),
      loader: 'ts',
      ...(file === undefined ? {} : { sourcefile: file }),
    },
    alias: { '@aiflow/sdk': SDK },
    bundle: true,
    write: false,
    outfile: 'bundle.mjs',
    sourcemap: file === undefined ? false : 'external',
    format: 'esm',
    platform: 'node',
    conditions: ['source'],
    keepNames: true,
  })
  const [code, map] = [/mjs$/, /map$/].map((end) => result.outputFiles.find(({ path }) => end.test(path))?.text)
  return map === undefined ? code! : `${code}\n//# sourceMappingURL=data:application/json;base64,${named(map)}\n`
}

/** The map with names as an upload gives them. */
function named(text: string): string {
  const map: { sources: string[] } = JSON.parse(text)
  const sources = map.sources.map((source) =>
    source.replace(/^.*packages\/sdk\//, 'node_modules/@aiflow/sdk/').replace(/^.*\/support\//, ''),
  )
  return Buffer.from(JSON.stringify({ ...map, sources })).toString('base64')
}
