import { serve, service } from '@restatedev/restate-sdk'
import { CHAINS } from './chains.mjs'

/* Usage: restate-handlers.mjs PORT. The service that Restate calls, in a process of its own. */

const handlerOf = ({ length, run }) =>
  async function chain(context) {
    for (let number = 1; number <= length; number += 1) await context.run(`step-${number}`, run)
  }

const handlers = Object.fromEntries(
  Object.entries(CHAINS).map(([name, chain]) => [name.replaceAll('-', '_'), handlerOf(chain)]),
)
await serve({ services: [service({ name: 'bench', handlers })], port: Number(process.argv[2]) })
