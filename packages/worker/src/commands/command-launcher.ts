import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync } from 'node:fs'
import { openLog } from '@aiflow/sdk/files'
import { wait } from '@aiflow/sdk/internal/time'
import type { AttemptSpec, Outcome } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptProcess, ProcessEnd } from '../attempts/attempt-process.ts'
import type { AdoptRequest, Launch, Launcher, LaunchRequest, Sighting, Whereabouts } from '../attempts/launcher.ts'
import { createFolder, type OwnFolders } from '../folders/own-folders.ts'
import type { AttemptFolder } from '../journal/attempt-folder.ts'
import { couldNotStart } from '../journal/outcome-line.ts'
import { adoptProcess } from '../local/adopted-process.ts'
import { followLog } from '../local/follow-log.ts'
import { leaderOf, localStartProblem, locateLocally, readLocalClaim } from '../local/local-claims.ts'
import { localProcess } from '../local/local-process.ts'
import type { LiveLogs } from '../logs/live-logs.ts'
import type { Cgroups } from '../machine/cgroups.ts'
import { ProcessFamily } from '../machine/process-family.ts'
import { formatHandle } from '../machine/process-handle.ts'
import type { ProcessTable } from '../machine/process-table.ts'
import { findShell, isFolder, shellArguments, workingFolder } from '../system/shell-command.ts'
import { shortageOf } from '../system/shortage.ts'
import { completeOutcome } from './complete-outcome.ts'
import { SHIM_NAME } from './programs.ts'
import { type PythonCommand, type PythonPlaces, pythonArguments, pythonProblem } from './python-command.ts'
import { CLAIMED_BY_ANOTHER } from './shim.ts'
import { handOverText, type ShimParts } from './shim-hand-over.ts'
import { attemptEnvironment, type Environment } from './task-environment.ts'
import { triggerFileOf, writeTaskFiles } from './task-files.ts'
import type { WaitingShells } from './waiting-shells.ts'

const CLAIM_LOOK_MS = 2
/** How long a shim may take to notice that its claim is refused. */
const REFUSAL_LIMIT_MS = 2000

export interface CommandLauncherOptions {
  readonly table: ProcessTable
  readonly cgroups: Cgroups
  readonly now: () => number
  readonly shim: string
  readonly serverFile: string
  readonly liveLogs: LiveLogs
  readonly inherited: Environment
  readonly waitingShells: Pick<WaitingShells, 'take'>
  readonly folders: OwnFolders
  readonly python: PythonPlaces
}

type CommandOperator = Exclude<AttemptSpec['operator'], { type: 'code' }>

/** Runs the commands of bash operators, and Python, each under a shim, which outlives this worker. */
export class CommandLauncher implements Launcher {
  readonly #options: CommandLauncherOptions
  readonly #shell = findShell()

  /** Tasks create files with the umask of the user. The worker's own files are closed to others. */
  readonly #umask = process.umask().toString(8)

  constructor(options: CommandLauncherOptions) {
    this.#options = options
  }

  startProblem(spec: AttemptSpec): string | null {
    return localStartProblem(this.#options.table, spec)
  }

  async locate(handle: string): Promise<Whereabouts> {
    return locateLocally(this.#options.table, handle)
  }

  async launch(request: LaunchRequest): Promise<Launch> {
    const { folder, record, spec, fresh } = request
    const { operator } = spec
    if (operator.type === 'code') throw new Error(`A ${operator.type} operator is not a command.`)
    const own = this.#options.folders.workOf(spec.attemptId)
    const cwd = workingFolder(operator.cwd, { own, files: request.snapshot.files })
    if (cwd !== own && !isFolder(cwd)) {
      return { type: 'failed', outcome: couldNotStart(`The working folder "${cwd}" of the task does not exist.`) }
    }
    const problem = operator.type === 'python' ? pythonProblem(this.#python(operator, request)) : null
    if (problem !== null) return { type: 'failed', outcome: couldNotStart(problem.message, problem.retryable) }
    folder.create()
    createFolder(own)
    createFolder(this.#options.folders.artifactsOf(spec.attemptId))
    folder.writeRecord({ ...record, childLog: null })
    writeTaskFiles(folder, spec)
    request.handsOver()
    const child = this.#spawn(request, cwd, operator)
    const pid = child.pid
    if (pid === undefined) {
      const error = await spawnError(child)
      if (shortageOf(error) !== null) throw error
      return { type: 'failed', outcome: couldNotStart(`The command could not be started: ${error.message}`) }
    }
    const process = this.#supervise(child, pid, spec.attemptId)
    if (!fresh && !(await claimedBy(pid, folder, process.ended))) {
      // It would exit on its own, unless it is frozen.
      child.kill('SIGKILL')
      return { type: 'claimed' }
    }
    return { type: 'running', process: followLog(process, folder.log, this.#options.liveLogs) }
  }

  /** Finds the shim: the folder of the attempt is one of its arguments. */
  async find(attemptId: string): Promise<Sighting | null> {
    const { table, cgroups } = this.#options
    const family = new ProcessFamily(table, { leader: null, attemptId, cgroup: cgroups.of(attemptId) })
    const shim = family.members().find(({ pid, groupId }) => {
      const command = pid === groupId ? table.commandOf(pid) : null
      return command?.includes(SHIM_NAME) && command.includes(attemptId)
    })
    if (shim === undefined) return null
    return { handle: formatHandle({ identity: shim, bootId: table.bootId }), childLog: null }
  }

  adopt({ files, record, handle }: AdoptRequest): AttemptProcess {
    const { table, cgroups } = this.#options
    const { attemptId } = record.spec
    const process = adoptProcess({ files, leader: leaderOf(handle), attemptId, cgroup: cgroups.of(attemptId), table })
    return followLog(process, files.folder.log, this.#options.liveLogs)
  }

  completeOutcome(outcome: Outcome, folder: AttemptFolder): Outcome {
    return completeOutcome(outcome, folder)
  }

  #spawn(request: LaunchRequest, cwd: string, operator: CommandOperator): ChildProcess {
    const { folder, spec, serverUrl, snapshot, fresh } = request
    const places = {
      serverUrl,
      serverFile: this.#options.serverFile,
      tokenFile: folder.tokenFile,
      triggerFile: triggerFileOf(spec, folder),
      parametersFile: folder.parametersFile,
      livenessFile: folder.livenessFile,
      files: snapshot.files,
      own: {
        folder: this.#options.folders.workOf(spec.attemptId),
        artifacts: this.#options.folders.artifactsOf(spec.attemptId),
        outputFile: folder.outputFile,
      },
    }
    const command = this.#argumentsOf(operator, request)
    const shim = [this.#options.shim, folder.path, this.#options.table.bootId, this.#umask, ...command] as const
    const parts = { shim, cwd, log: folder.log, environment: { ...operator.env, ...attemptEnvironment(spec, places) } }
    const log = openLog(folder.log)
    try {
      return (fresh ? this.#handOver(parts) : null) ?? spawnShim(parts, { log, inherited: this.#options.inherited })
    } finally {
      closeSync(log)
    }
  }

  #argumentsOf(operator: CommandOperator, request: LaunchRequest): [string, ...string[]] {
    if (operator.type === 'python') return pythonArguments(this.#python(operator, request), request.folder)
    return shellArguments(this.#shell, operator.command, request.folder.path)
  }

  #python(operator: PythonCommand['operator'], { snapshot: { files } }: LaunchRequest): PythonCommand {
    const { python: places, inherited } = this.#options
    return { operator, places, files, inherited }
  }

  /** Null if no shell waits that can become the shim. */
  #handOver(parts: ShimParts): ChildProcess | null {
    const text = handOverText(parts)
    const shell = text === null ? null : this.#options.waitingShells.take()
    shell?.stdin?.end(text)
    return shell
  }

  #supervise(child: ChildProcess, pid: number, attemptId: string): AttemptProcess {
    const { table, cgroups, now } = this.#options
    const cgroup = cgroups.of(attemptId)
    cgroup.joinLater(pid)
    const ended = new Promise<ProcessEnd>((resolve) => {
      child.on('exit', (code, signal) =>
        resolve({ exit: { code, signal }, clean: false, hint: null, refused: code === CLAIMED_BY_ANOTHER }),
      )
    })
    const leader = { pid, startTime: table.find(pid)?.startTime ?? '' }
    const local = localProcess({ table, attemptId, leader, cgroup })
    return { ...local, startedAt: now(), ended, askToStop: null, logEnd: () => null }
  }
}

/** Whether this shim claimed the attempt, and not an earlier one. A shim that was killed before its claim counts as well. */
async function claimedBy(pid: number, folder: AttemptFolder, end: Promise<ProcessEnd>): Promise<boolean> {
  const over = end.then(() => true)
  while (true) {
    const claim = readLocalClaim(folder)
    if (claim.type === 'claimed') return claim.leader.pid === pid
    // The tombstone may be in a new folder, and the claim gone with the old one. Only a shim that was refused says so.
    if (claim.type === 'tombstone')
      return Promise.race([end.then(({ refused }) => refused !== true), wait(REFUSAL_LIMIT_MS).then(() => true)])
    const ended = await Promise.race([over, wait(CLAIM_LOOK_MS)])
    // The shim has ended, so an incomplete claim could not be written. The outcome says so.
    if (ended && ['none', 'incomplete'].includes(readLocalClaim(folder).type)) return true
  }
}

function spawnShim(
  { shim: [program, ...words], cwd, environment }: ShimParts,
  { log, inherited }: { readonly log: number; readonly inherited: Environment },
): ChildProcess {
  const env = { ...inherited, ...environment }
  return spawn(program, words, { cwd, env, detached: true, stdio: ['ignore', log, log] })
}

function spawnError(child: ChildProcess): Promise<Error> {
  return new Promise((resolve) => child.once('error', resolve))
}
