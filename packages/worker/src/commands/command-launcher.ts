import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync } from 'node:fs'
import { openLog } from '@aiflow/sdk/files'
import { wait } from '@aiflow/sdk/internal/time'
import type { AttemptSpec, Outcome } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptProcess, ProcessEnd } from '../attempts/attempt-process.ts'
import type { AdoptRequest, Launch, Launcher, LaunchRequest, Sighting, Whereabouts } from '../attempts/launcher.ts'
import type { OwnFolders } from '../folders/own-folders.ts'
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
import type { ProcessIdentity, ProcessTable } from '../machine/process-table.ts'
import { type GivenSecrets, giveToCommand, valuesToHide } from '../masking/given-secrets.ts'
import type { Masking } from '../masking/masking.ts'
import { findShell, isFolder, shellArguments, workingFolder } from '../system/shell-command.ts'
import { shortageOf } from '../system/shortage.ts'
import type { AheadProcess } from './ahead/ahead-process.ts'
import type { PythonAhead } from './ahead/python-ahead.ts'
import type { CommandShell } from './command-shell.ts'
import { completeOutcome } from './complete-outcome.ts'
import { SHIM_NAME } from './programs.ts'
import { type PythonCommand, type PythonPlaces, pythonArguments, pythonProblem } from './python-command.ts'
import type { ShellStart } from './shell-process.ts'
import { CLAIMED_BY_ANOTHER } from './shim.ts'
import { handOverText, type ShimParts } from './shim-hand-over.ts'
import { attemptEnvironment, type Environment } from './task-environment.ts'
import { triggerFileOf, writeTaskFiles } from './task-files.ts'

const CLAIM_LOOK_MS = 2
/** How long a shim may take to notice that its claim is refused. */
const REFUSAL_LIMIT_MS = 2000
/** How long a task waits for a process that imports its module already. An import may hang without a task. */
const READY_LIMIT_MS = 10_000

export interface CommandLauncherOptions {
  readonly table: ProcessTable
  readonly cgroups: Cgroups
  readonly now: () => number
  readonly shim: string
  readonly serverFile: string
  readonly liveLogs: LiveLogs
  readonly inherited: Environment
  readonly commandShell: Pick<CommandShell, 'isReady' | 'launch'>
  readonly folders: OwnFolders
  readonly python: PythonPlaces
  readonly masking: Pick<Masking, 'open'>
  readonly ahead: Pick<PythonAhead, 'take' | 'living'>
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
    this.#options.folders.create(spec.attemptId)
    folder.writeRecord({ ...record, childLog: null })
    writeTaskFiles(folder, spec)
    const parts = this.#partsOf(request, cwd, operator)
    if (request.secrets !== null) return this.#launchMasked(request, parts, request.secrets)
    const ahead = await this.#takeAhead(request)
    request.handsOver()
    if (ahead !== null) return this.#launchAhead(ahead, request, parts)
    const text = fresh ? handOverText(parts) : null
    if (text === null || !this.#options.commandShell.isReady()) return this.#launchItself(request, parts)
    closeSync(openLog(folder.log))
    const started = await this.#options.commandShell.launch(spec.attemptId, text)
    if (started !== null) return this.#running(request, started)
    // The shell has gone, and may have started a shim before: the claim decides.
    return this.#launchItself({ ...request, fresh: false }, parts)
  }

  /** A process that has imported what the task runs. Null if there is none. */
  async #takeAhead(request: LaunchRequest): Promise<AheadProcess | null> {
    const { spec, fresh, signal } = request
    if (!fresh || spec.operator.type !== 'python' || spec.operator.preload !== true) return null
    const ahead = this.#options.ahead.take(this.#python(spec.operator, request))
    if (ahead === null) return null
    const isReady = await ahead.isReady(signal, READY_LIMIT_MS)
    if (isReady && !signal.aborted) return ahead
    ahead.leave()
    // Its end may have been reported.
    signal.throwIfAborted()
    return null
  }

  async #launchAhead(ahead: AheadProcess, request: LaunchRequest, parts: ShimParts): Promise<Launch> {
    const { folder } = request
    const { log, cwd } = parts
    // Its module may have changed the variables that it was started with.
    const own = Object.entries(parts.environment).filter(([name]) => name.startsWith('AIFLOW_'))
    const environment = Object.fromEntries(own)
    closeSync(openLog(log))
    const { bootId } = this.#options.table
    const order = { attempt: folder.path, bootId, umask: this.#umask, log, cwd, environment, file: folder.pythonFile }
    const answer = await ahead.handOver(order)
    if (answer === 'refused') return { type: 'claimed' }
    // It may have claimed the attempt before it died.
    if (answer === 'died') return this.#launchItself({ ...request, fresh: false }, parts)
    return this.#running(request, { leader: ahead.leader, ended: ahead.exited }, ahead.mark)
  }

  async #launchItself(request: LaunchRequest, parts: ShimParts): Promise<Launch> {
    const output = openLog(request.folder.log)
    try {
      return await this.#launchInto(output, request, parts)
    } finally {
      closeSync(output)
    }
  }

  /** Its output goes through a pipe, and nobody else gets its variables. */
  async #launchMasked(request: LaunchRequest, parts: ShimParts, secrets: GivenSecrets): Promise<Launch> {
    const { folder, spec, signal } = request
    const pipe = await this.#options.masking.open(spec.attemptId)
    try {
      // It was stopped meanwhile, and its end may be reported.
      signal.throwIfAborted()
      const environment = { ...parts.environment, ...giveToCommand(secrets) }
      const files = [folder.outputFile, folder.reasonFile]
      pipe.mask(folder.log, { values: valuesToHide(secrets), files, mark: folder.maskedMark })
      request.handsOver()
      return await this.#launchInto(pipe.output, request, { ...parts, environment })
    } finally {
      pipe.close()
    }
  }

  async #launchInto(output: number, request: LaunchRequest, parts: ShimParts): Promise<Launch> {
    const { folder, fresh } = request
    const child = spawnShim(parts, { output, inherited: this.#options.inherited })
    const pid = child.pid
    if (pid === undefined) {
      const error = await spawnError(child)
      if (shortageOf(error) !== null) throw error
      return { type: 'failed', outcome: couldNotStart(`The command could not be started: ${error.message}`) }
    }
    const leader = { pid, startTime: this.#options.table.find(pid)?.startTime ?? '' }
    const ended = endOf(child)
    if (!fresh && !(await claimedBy(pid, folder, ended))) {
      // It would exit on its own, unless it is frozen.
      child.kill('SIGKILL')
      return { type: 'claimed' }
    }
    return this.#running(request, { leader, ended })
  }

  /** Finds the shim: the folder of the attempt is one of its arguments, or in its note if it was started ahead. */
  async find(attemptId: string): Promise<Sighting | null> {
    const { table, cgroups, ahead } = this.#options
    const found = ahead.living().find((living) => living.attemptId === attemptId)
    if (found !== undefined) return this.#sightingOf(found.identity)
    const family = new ProcessFamily(table, { leader: null, attemptId, cgroup: cgroups.of(attemptId) })
    const shim = family.members().find(({ pid, groupId }) => {
      const command = pid === groupId ? table.commandOf(pid) : null
      return command?.includes(SHIM_NAME) && command.includes(attemptId)
    })
    return shim === undefined ? null : this.#sightingOf(shim)
  }

  #sightingOf(identity: ProcessIdentity): Sighting {
    return { handle: formatHandle({ identity, bootId: this.#options.table.bootId }), childLog: null }
  }

  adopt({ files, record, handle }: AdoptRequest): AttemptProcess {
    const { table, cgroups } = this.#options
    const { attemptId } = record.spec
    const also = this.#options.ahead.living().find((living) => living.attemptId === attemptId)?.mark
    const marks = { leader: leaderOf(handle), attemptId, cgroup: cgroups.of(attemptId), also }
    const process = adoptProcess({ files, table, ...marks })
    return followLog(process, files.folder.log, this.#options.liveLogs)
  }

  completeOutcome(outcome: Outcome, folder: AttemptFolder, spec: AttemptSpec): Outcome {
    return completeOutcome(outcome, folder, spec)
  }

  #partsOf(request: LaunchRequest, cwd: string, operator: CommandOperator): ShimParts {
    const { folder, spec, serverUrl, snapshot } = request
    const places = {
      serverUrl,
      serverFile: this.#options.serverFile,
      tokenFile: folder.tokenFile,
      triggerFile: triggerFileOf(spec, folder),
      parametersFile: folder.parametersFile,
      itemFile: folder.itemFile,
      livenessFile: folder.livenessFile,
      files: snapshot.files,
      own: {
        folder: this.#options.folders.workOf(spec.attemptId),
        artifacts: this.#options.folders.artifactsOf(spec.attemptId),
        outputFile: folder.outputFile,
      },
    }
    const command = this.#argumentsOf(operator, request)
    return {
      shim: [this.#options.shim, folder.path, this.#options.table.bootId, this.#umask, ...command],
      cwd,
      log: folder.log,
      environment: { ...operator.env, ...attemptEnvironment(spec, places) },
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

  /** `also`: what processes have in their environment that were started before the attempt. */
  #running({ folder, spec: { attemptId } }: LaunchRequest, { leader, ended }: ShellStart, also?: string): Launch {
    const { table, cgroups, now, liveLogs } = this.#options
    const cgroup = cgroups.of(attemptId)
    cgroup.joinLater(leader.pid)
    const local = localProcess({ table, attemptId, leader, cgroup, also })
    const process: AttemptProcess = { ...local, startedAt: now(), ended, askToStop: null, logEnd: () => null }
    return { type: 'running', process: followLog(process, folder.log, liveLogs) }
  }
}

function endOf(child: ChildProcess): Promise<ProcessEnd> {
  return new Promise((resolve) => {
    child.on('exit', (code, signal) =>
      resolve({ exit: { code, signal }, clean: false, hint: null, refused: code === CLAIMED_BY_ANOTHER }),
    )
  })
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
  { output, inherited }: { readonly output: number; readonly inherited: Environment },
): ChildProcess {
  const env = { ...inherited, ...environment }
  return spawn(program, words, { cwd, env, detached: true, stdio: ['ignore', output, output] })
}

function spawnError(child: ChildProcess): Promise<Error> {
  return new Promise((resolve) => child.once('error', resolve))
}
