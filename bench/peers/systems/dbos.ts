import { startPostgres } from './postgres.ts'
import { serve, type WorkflowName } from './system.ts'

/* DBOS on a PostgreSQL with its defaults. Its steps run in the process of the caller, without HTTP in between. */

/** In plain JavaScript, since the types of the peers are not installed with ours. */
const WORKFLOWS = './dbos-workflows.mjs'

interface Dbos {
  call(workflow: WorkflowName): Promise<void>
  shutdown(): Promise<void>
}

await serve(async () => {
  const postgres = await startPostgres()
  const { launchDbos }: { launchDbos(url: string): Promise<Dbos> } = await import(WORKFLOWS)
  const { call, shutdown } = await launchDbos(postgres.url)
  return {
    call,
    async close() {
      await shutdown()
      await postgres.stop()
    },
  }
})
