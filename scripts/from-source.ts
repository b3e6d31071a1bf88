import { fileURLToPath } from 'node:url'

/** Workspaces are read as source, so that tests need no build. */
export const FROM_SOURCE = {
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
}

/** Gives what tests wait for with `vi.waitFor` more time than the default of a second. */
export const PATIENT_WAITS = fileURLToPath(new URL('patient-waits.ts', import.meta.url))

/** Has a condition `source` of its own, whose TypeScript Node does not run from below `node_modules`. So the tests read it. */
export const FOREIGN_SOURCE = {
  deps: { inline: [/@modelcontextprotocol\/sdk\/dist\/esm\/client/, /eventsource-parser/] },
}
