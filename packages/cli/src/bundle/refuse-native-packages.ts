import { basename, dirname, join } from 'node:path'
import type { Plugin } from 'esbuild'

const PACKAGE_OF_PATH = /.*node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/

/** Refuses imports of native add-ons, which a bundle cannot contain. */
export function refuseNativePackages(): Plugin {
  return {
    name: 'refuse-native-packages',
    setup(build) {
      build.onResolve({ filter: /\.node$/ }, ({ path, resolveDir }) => ({
        path: join(resolveDir, path),
        namespace: 'native',
      }))
      build.onLoad({ filter: /.*/, namespace: 'native' }, ({ path }) => ({ errors: [{ text: refusal(path) }] }))
    },
  }
}

function refusal(path: string): string {
  const name = PACKAGE_OF_PATH.exec(path)?.[1] ?? basename(dirname(path))
  return (
    `"${name}" is a native package ("${basename(path)}"), which a workflow bundle cannot carry. ` +
    `Let workers install it: external: ['${name}'] in aiflow.config.ts. A file of your own can travel with -f, and be loaded from context.files.`
  )
}
