import { dirname } from 'node:path'
import type { Plugin } from 'esbuild'

/**
 * Gives a project that has not installed `@aiflow/sdk` the one of this program. `onFolder` is called with the folder of the
 * SDK.
 */
export function ownSdkResolver(onFolder: (folder: string) => void): Plugin {
  return {
    name: 'own-sdk',
    setup(build) {
      build.onResolve({ filter: /^@aiflow\/sdk(\/|$)/ }, async (request) => {
        if (request.pluginData === 'own-sdk') return undefined
        const { importer, kind, path, pluginData = 'own-sdk' } = request
        const resolveFrom = (resolveDir: string) => build.resolve(path, { importer, kind, resolveDir, pluginData })
        const ofProject = await resolveFrom(request.resolveDir)
        const found = ofProject.errors.length === 0 ? ofProject : await resolveFrom(import.meta.dirname)
        // Its main entry is src/index.ts or dist/index.js.
        if (path === '@aiflow/sdk' && found.path !== '') onFolder(dirname(dirname(found.path)))
        return found
      })
    },
  }
}
