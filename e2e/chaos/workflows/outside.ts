import { readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { AIFlowOperator, TaskAction, type TaskContext, Workflow } from '@aiflow/sdk'
import { Testifying } from '../../fixtures/testify.ts'
import { MORTAL } from './mortal.ts'
import { DAEMONS_FILE, REATTACHED } from './outside-place.ts'

const LOOK_MS = 200

interface Handle {
  readonly daemon: string
}

/** An operator whose work is a daemon. It stores the name of the daemon before it starts it. */
class DaemonOperator extends AIFlowOperator {
  override start(context: TaskContext): Promise<void> {
    const { key, attemptId } = context.task
    return begun(context, async () => {
      const handle = { daemon: `${key}/${attemptId}` }
      await context.handle.set({ ...handle })
      await startDaemon(handle)
    })
  }

  override async awaitTermination(context: TaskContext): Promise<void> {
    try {
      while ((await ask('GET', handleOf(context))) === 'alive') {
        await delay(LOOK_MS, undefined, { signal: context.signal })
      }
      throw new Error('The daemon has ended.')
    } finally {
      new Testifying(context).end()
    }
  }

  override async stop(context: TaskContext): Promise<void> {
    if (context.handle.get() !== null) await ask('DELETE', handleOf(context))
  }
}

class ReattachingOperator extends DaemonOperator {
  override async reattach(context: TaskContext): Promise<void> {
    const handle = handleOf(context)
    if ((await ask('PUT', handle)) !== 'alive') return this.start(context)
    await begun(context, () => new Testifying(context).say('note', REATTACHED))
  }
}

/** Fails the attempt if its work does not begin. */
async function begun(context: TaskContext, work: () => Promise<void> | void): Promise<void> {
  const self = new Testifying(context)
  self.begin()
  try {
    await work()
  } catch (error) {
    self.end()
    throw error
  }
}

async function startDaemon(handle: Handle): Promise<void> {
  if ((await ask('PUT', handle)) !== 'alive') throw new Error(`The daemon ${handle.daemon} may not begin any more.`)
}

async function ask(method: string, { daemon }: Handle): Promise<string> {
  const url = readFileSync(join(dirname(process.env.AIFLOW_SERVER_FILE ?? ''), DAEMONS_FILE), 'utf8')
  const response = await fetch(`${url}/${daemon}`, { method })
  return await response.text()
}

/** It is what was set. */
function handleOf(context: TaskContext): Handle {
  return context.handle.get() as unknown as Handle
}

/** Work outside AIFlow, which events stop and restart. */
export const outside = new Workflow({ name: 'outside', lifetime: 'untilStopped' }, () => {
  const options = { ...MORTAL, stopTimeoutSeconds: 10 }
  for (const task of [
    new DaemonOperator({ name: 'anew', ...options }),
    new ReattachingOperator({ name: 'resumed', ...options }),
  ]) {
    task.actionOnEventReceived(TaskAction.RESTART, 'move')
    task.actionOnEventReceived(TaskAction.STOP, 'leave')
  }
})
