import { DBOS } from '@dbos-inc/dbos-sdk'
import { CHAINS } from './chains.mjs'

/** Starts DBOS in this process, on a database. */
export async function launchDbos(systemDatabaseUrl) {
  const workflows = Object.fromEntries(
    Object.entries(CHAINS).map(([name, chain]) => [name, DBOS.registerWorkflow(workflowOf(chain), { name })]),
  )
  DBOS.setConfig({ name: 'bench', systemDatabaseUrl, logLevel: 'error' })
  await DBOS.launch()
  const call = (name) => {
    // As a method, it would be looked for in an instance.
    const run = workflows[name]
    return run()
  }
  return { call, shutdown: () => DBOS.shutdown() }
}

function workflowOf({ length, run }) {
  return async () => {
    for (let number = 1; number <= length; number += 1)
      await DBOS.runStep(async () => run(), { name: `step-${number}` })
  }
}
