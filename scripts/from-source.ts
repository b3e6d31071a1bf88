import { fileURLToPath } from 'node:url'

/** Workspaces are read as source, so that tests need no build. */
export const FROM_SOURCE = {
  resolve: { conditions: ['source'] },
  ssr: { resolve: { conditions: ['source'], externalConditions: ['source'] } },
}

/** Gives what tests wait for with `vi.waitFor` more time than the default of a second. */
export const PATIENT_WAITS = fileURLToPath(new URL('patient-waits.ts', import.meta.url))
