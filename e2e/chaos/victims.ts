import type { AIFlowHome } from '../support/aiflow-home.ts'
import { isAlive, processesOf } from '../support/processes.ts'
import { Witness } from '../support/witness.ts'

const WITH_DAEMONS = ['anew', 'resumed']

/** A process of a task or of a warm child, as a killer sees it. */
export interface Victim {
  readonly pid: number
  readonly kind: 'shim' | 'command' | 'codeChild' | 'conditionChild' | 'outside'
}

/** All processes below a worker, in the order of their ids. */
export function victimsOf(folder: string): Victim[] {
  return processesOf(folder)
    .flatMap(({ pid, command, environment }) => {
      const kind = kindOf(command, environment, folder)
      return kind === null ? [] : [{ pid, kind }]
    })
    .sort((a, b) => a.pid - b.pid)
}

/** The processes of attempts whose work is a daemon. */
export function victimsWithDaemons(home: AIFlowHome): Victim[] {
  const begun = new Map<string, number>()
  for (const { mark, task, attemptId, pid } of new Witness(home).all()) {
    if (mark === 'begin' && WITH_DAEMONS.includes(task)) begun.set(attemptId, pid)
    if (mark === 'end') begun.delete(attemptId)
  }
  return [...begun.values()].filter(isAlive).map((pid) => ({ pid, kind: 'outside' }))
}

/** Whether there was something to kill. */
export function killOne(victims: readonly Victim[], pick: number, how: 'process' | 'group' = 'process'): Victim | null {
  const victim = victims[Math.floor(pick * victims.length)]
  if (victim === undefined || !isAlive(victim.pid)) return null
  return send9(how === 'group' ? -victim.pid : victim.pid) ? victim : null
}

function kindOf(command: string, environment: string, folder: string): Victim['kind'] | null {
  if (command.includes(`${folder}/worker/bin/aiflow-shim`)) return 'shim'
  if (/\/child\.js /.test(`${command} `)) return command.includes('"kind":"condition"') ? 'conditionChild' : 'codeChild'
  return environment.includes('AIFLOW_ATTEMPT_ID=') ? 'command' : null
}

function send9(target: number): boolean {
  try {
    return process.kill(target, 'SIGKILL')
  } catch {
    // It has already ended.
    return false
  }
}
