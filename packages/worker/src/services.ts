import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { type AttemptSpec, hasSecrets } from '@aiflow/sdk/internal/worker-protocol'
import type { AttemptSurroundings } from './attempts/attempt-surroundings.ts'
import { leaveArtifacts } from './attempts/leave-artifacts.ts'
import { Supervisor } from './attempts/supervisor.ts'
import { Child, type ChildSurroundings } from './children/child.ts'
import { ChildDoor } from './children/child-door.ts'
import { ChildPool } from './children/child-pool.ts'
import { CodeLauncher } from './children/code-launcher.ts'
import { livingChildren } from './children/living-children.ts'
import { SharedLauncher } from './children/shared/shared-launcher.ts'
import { SharedPool } from './children/shared/shared-pool.ts'
import { PythonAhead } from './commands/ahead/python-ahead.ts'
import { CommandLauncher } from './commands/command-launcher.ts'
import { CommandShell } from './commands/command-shell.ts'
import { EnvironmentUpkeep } from './commands/environment-upkeep.ts'
import { aheadShimPath, installPrograms, isInstalled, launchPath, shimPath } from './commands/programs.ts'
import { type PythonPlaces, runsPython } from './commands/python-command.ts'
import { inheritedEnvironment } from './commands/task-environment.ts'
import { ConditionPool } from './conditions/condition-pool.ts'
import { ConnectionTester } from './connections/connection-tester.ts'
import { FolderRetention } from './folders/folder-retention.ts'
import { OwnFolders } from './folders/own-folders.ts'
import { Journal } from './journal/journal.ts'
import { Limits } from './limits.ts'
import { connectAsTask } from './link/connect-as-task.ts'
import { InputSource } from './link/input-source.ts'
import { QuestionSource } from './link/question-source.ts'
import { SecretSource } from './link/secret-source.ts'
import type { ServerEndpoint } from './link/server-endpoint.ts'
import { SnapshotCache } from './link/snapshot-cache.ts'
import { SnapshotSource } from './link/snapshot-source.ts'
import { LeavingProcesses } from './local/leaving-processes.ts'
import { LocalFinder } from './local/local-finder.ts'
import { LiveLogs } from './logs/live-logs.ts'
import { LogFile } from './logs/log-file.ts'
import { LogReader } from './logs/log-reader.ts'
import { LogRetention } from './logs/log-retention.ts'
import { Cgroups } from './machine/cgroups.ts'
import { LivingAttempts } from './machine/living-attempts.ts'
import type { ProcessTable } from './machine/process-table.ts'
import { Masking } from './masking/masking.ts'
import { CodeSnapshots } from './npm-packages/code-snapshots.ts'
import { PackageEnvironments } from './npm-packages/package-environments.ts'
import type { WorkerOptions } from './options.ts'
import type { WorkerHome } from './worker-home.ts'

const MAX_IDLE_CHILDREN = 8

export interface ServiceOptions {
  readonly options: WorkerOptions
  readonly home: WorkerHome
  readonly table: ProcessTable
  /** The server of the latest connection. Null before the first. */
  server(): ServerEndpoint | null
  /** Whether this is the only worker of its home. */
  isAlone(): boolean
  readonly report: AttemptSurroundings['report']
  /** Called when other attempts wait for their packages than before. */
  readonly waiting: () => void
}

export interface Services {
  readonly journal: Journal
  readonly supervisor: Supervisor
  readonly door: ChildDoor
  readonly pool: ChildPool
  readonly sharedPool: SharedPool
  readonly commandShell: CommandShell
  readonly pythonAhead: PythonAhead
  readonly leaving: LeavingProcesses
  readonly conditions: ConditionPool
  readonly questions: QuestionSource
  readonly snapshots: SnapshotSource
  readonly packages: PackageEnvironments
  /** Snapshots for what imports their bundle. */
  readonly code: CodeSnapshots
  readonly logs: LogReader
  readonly liveLogs: LiveLogs
  readonly limits: Limits
  readonly masking: Masking
  readonly connectionTester: ConnectionTester
  readonly cgroups: Cgroups
  readonly retention: LogRetention
  readonly folderRetention: FolderRetention
  readonly environmentUpkeep: EnvironmentUpkeep
  /** Writes the shim and the `aiflow` program. Their folder must exist. */
  install(): void
  isInstalled(): boolean
  /** The types of operators that it runs now besides those that every worker runs. */
  operators(): string[]
}

/** Creates the parts of a worker and connects them. */
export function createServices(setup: ServiceOptions): Services {
  const { options, home } = setup
  const now = Date.now
  const journal = new Journal({ ...home, now })
  const cache = new SnapshotCache(home.snapshots)
  const snapshots = new SnapshotSource(cache, () => setup.server())
  const door = new ChildDoor(home.socket)
  const limits = new Limits(options.limits)
  const liveLogs = new LiveLogs({
    limits: () => limits.log,
    warn: (err, path) => options.logger.warn({ err, path }, 'A log could not be kept within its limits.'),
  })
  const cgroups = new Cgroups(home.root, options.cgroups)
  const distrust = (hash: string) => snapshots.distrust(hash)
  const folders = new OwnFolders(home.folders)
  const masking = new Masking({ folder: home.secrets, program: options.maskProgram, table: setup.table })
  const { retention, folderRetention } = createRetentions(setup, { journal, cache, limits, folders })
  const leaving = new LeavingProcesses()
  const around = childSurroundings(setup, { door, liveLogs, limits, cgroups, leaving, distrust, journal })
  const installed = createPackages(setup, { journal, snapshots, inherited: around.inherited })
  const pool = new ChildPool({ around, now, maxIdle: Math.min(options.slots, MAX_IDLE_CHILDREN) })
  const sharedPool = new SharedPool({ around, now })
  const commands = commandParts(setup, { inherited: around.inherited, leaving })
  const childLog = (childId: string) => new LogFile(join(home.children, childId, 'log'))
  return {
    journal,
    snapshots,
    ...installed,
    door,
    pool,
    sharedPool,
    ...commands,
    leaving,
    questions: new QuestionSource(home.questions, () => setup.server()),
    conditions: new ConditionPool({ around, now, maxChildren: Math.max(2, availableParallelism()) }),
    supervisor: createSupervisor(setup, {
      journal,
      snapshots,
      ...installed,
      cgroups,
      launchers: createLaunchers(setup, { pool, sharedPool, ...commands, around, childLog, folders, masking }),
      ...commands,
      masking,
      gone: (attemptId) => folderRetention.release(attemptId),
      folders,
    }),
    logs: new LogReader({ journal, childLog, keptDays: () => retention.days }),
    liveLogs,
    limits,
    masking,
    connectionTester: new ConnectionTester({ program: options.connectionProgram, environment: around.inherited }),
    cgroups,
    retention,
    folderRetention,
    environmentUpkeep: new EnvironmentUpkeep({ python: pythonPlaces(home), inherited: around.inherited }),
    install: () => installPrograms(home.bin, options.cliCommand, options.pythonPackages ?? null),
    operators: () => (runsPython(options.pythonPackages, around.inherited) ? ['python'] : []),
    isInstalled: () => isInstalled(home.bin, options.pythonPackages !== undefined),
  }
}

type CommandParts = Pick<Services, 'commandShell' | 'pythonAhead'>

function commandParts(
  { home, table }: ServiceOptions,
  { inherited, leaving }: Pick<ChildSurroundings, 'inherited' | 'leaving'>,
): CommandParts {
  return {
    commandShell: new CommandShell(inherited, table),
    pythonAhead: new PythonAhead({ folder: home.ahead, shim: aheadShimPath(home.bin), table, leaving }),
  }
}

interface PackageParts extends Pick<Services, 'journal' | 'snapshots'> {
  readonly inherited: ChildSurroundings['inherited']
}

function createPackages(
  { options, home, waiting }: ServiceOptions,
  { journal, snapshots, inherited }: PackageParts,
): Pick<Services, 'packages' | 'code'> {
  const packages = new PackageEnvironments({
    folder: home.packages,
    snapshots: home.snapshots,
    snapshotsInUse: () => journal.snapshotsInUse(),
    own: options.environment,
    inherited,
    now: Date.now,
    waiting,
    log: (message, details) => options.logger.info(details, message),
    warn: (err) => options.logger.warn({ err }, 'Old npm packages could not be removed.'),
  })
  return { packages, code: new CodeSnapshots(snapshots, packages) }
}

interface RetentionParts {
  readonly journal: Journal
  readonly cache: SnapshotCache
  readonly limits: Limits
  readonly folders: OwnFolders
}

function createRetentions(
  { options, home, table }: ServiceOptions,
  { journal, cache, limits, folders }: RetentionParts,
): Pick<Services, 'retention' | 'folderRetention'> {
  const now = Date.now
  return {
    retention: new LogRetention({
      journal,
      children: home.children,
      snapshots: cache,
      table,
      now,
      warn: (err) => options.logger.warn({ err }, 'Old logs could not be removed.'),
    }),
    folderRetention: new FolderRetention({
      folders,
      journal,
      now,
      limits: () => limits.current,
      warn: (err, attemptId) => options.logger.warn({ err, attemptId }, 'A working folder could not be removed.'),
    }),
  }
}

interface Launchers {
  readonly bash: CommandLauncher
  readonly code: CodeLauncher
  readonly shared: SharedLauncher
}

interface LauncherParts extends CommandParts {
  readonly pool: ChildPool
  readonly sharedPool: SharedPool
  readonly around: ChildSurroundings
  readonly childLog: (childId: string) => LogFile
  readonly folders: OwnFolders
  readonly masking: Masking
}

function createLaunchers(
  { home, table, isAlone }: ServiceOptions,
  { pool, sharedPool, commandShell, pythonAhead, around, childLog, folders, masking }: LauncherParts,
): Launchers {
  const shared = {
    table,
    folders,
    now: Date.now,
    serverFile: home.serverFile,
    liveLogs: around.liveLogs,
    cgroups: around.cgroups,
  }
  const children = { ...shared, isAlone, door: around.door, livingChildren: () => livingChildren(table, home) }
  return {
    bash: new CommandLauncher({
      ...shared,
      commandShell,
      shim: shimPath(home.bin),
      inherited: around.inherited,
      python: pythonPlaces(home),
      masking,
      ahead: pythonAhead,
    }),
    code: new CodeLauncher({
      ...children,
      pool,
      childLog,
      masking,
      createChild: (snapshot, output) => new Child('task', snapshot, around, output),
    }),
    shared: new SharedLauncher({
      ...children,
      pool: sharedPool,
      childFolder: (childId) => join(home.children, childId),
    }),
  }
}

function pythonPlaces({ bin, environments }: WorkerHome): PythonPlaces {
  return { launch: launchPath(bin), environments }
}

/** A stop of work outside has a process to itself, whatever its task has. */
function launcherOf({ operator, purpose }: AttemptSpec): keyof Launchers {
  if (operator.type !== 'code') return 'bash'
  return operator.isolation === 'shared' && purpose !== 'stopOutside' ? 'shared' : 'code'
}

interface SupervisorParts extends Pick<Services, 'journal' | 'snapshots' | 'code' | 'cgroups'> {
  readonly launchers: Launchers
  gone(attemptId: string): void
  readonly folders: OwnFolders
  readonly masking: Masking
  readonly pythonAhead: PythonAhead
}

function createSupervisor(
  { options, home, table, server, report }: ServiceOptions,
  { journal, snapshots, code, cgroups, launchers, gone, folders, masking, pythonAhead }: SupervisorParts,
): Supervisor {
  const inputs = new InputSource(server)
  const secrets = new SecretSource(server)
  return new Supervisor({
    journal,
    gone,
    around: {
      bootId: table.bootId,
      now: Date.now,
      serverUrl: () => server()?.url ?? '',
      snapshot: ({ snapshotHash, operator, attemptId }, signal) =>
        operator.type === 'code' ? code.get(snapshotHash, signal, attemptId) : snapshots.get(snapshotHash, signal),
      complete: (spec, folder, signal) => inputs.complete(spec, folder, signal),
      secrets: secretsOfAttempts(secrets, masking),
      launcher: (spec) => launchers[launcherOf(spec)],
      finder: new LocalFinder({
        table,
        cgroups,
        living: new LivingAttempts(table, cgroups),
        serverFile: home.serverFile,
        inChildren: () => [
          ...livingChildren(table, home).flatMap(({ attemptIds, isShared }) =>
            attemptIds.map((attemptId) => ({ attemptId, kind: isShared ? ('shared' as const) : ('code' as const) })),
          ),
          ...pythonAhead
            .living()
            .flatMap(({ attemptId }) => (attemptId === null ? [] : [{ attemptId, kind: 'python' as const }])),
        ],
      }),
      leaveArtifacts: (spec, signal) => {
        const client = () => connectAsTask(spec, () => server()?.url ?? '')
        return leaveArtifacts({ folder: folders.artifactsOf(spec.attemptId), client, signal })
      },
      report,
      warn: (error, attemptId) => options.logger.error({ err: error, attemptId }, 'An attempt had an error.'),
    },
    warn: (message, details) => options.logger.warn(details, message),
  })
}

function secretsOfAttempts(source: SecretSource, masking: Masking): AttemptSurroundings['secrets'] {
  return {
    fetch: async (spec, signal) => {
      const given = await source.get(spec, signal)
      if (given === null) return null
      const { values, connections: resolved = {} } = given
      const { attemptId, secrets = [], connections = [] } = spec
      return { secrets, values, connections, resolved, folder: masking.folderOf(attemptId) }
    },
    drained: async (spec) => {
      if (hasSecrets(spec)) await masking.drained(spec.attemptId)
    },
    remove: (spec) => {
      if (hasSecrets(spec)) masking.remove(spec.attemptId)
    },
  }
}

function childSurroundings(
  { options, home, table }: ServiceOptions,
  {
    journal,
    ...shared
  }: Pick<ChildSurroundings, 'door' | 'liveLogs' | 'limits' | 'cgroups' | 'leaving' | 'distrust'> & {
    readonly journal: Journal
  },
): ChildSurroundings {
  return {
    ...shared,
    left: (childId) => ifPossible(() => journal.retireChild(childId)),
    filled: (full) => ifPossible(() => journal.retire(full)),
    table,
    program: options.childProgram,
    folder: home.children,
    socket: home.socket,
    serverFile: home.serverFile,
    inherited: inheritedEnvironment(options.environment, options.passEnvironment, home.bin),
  }
}

/** The next sweep of old logs, or the next worker, tries again. */
function ifPossible(retire: () => void): void {
  try {
    retire()
  } catch {
    // The disk is full, for example.
  }
}
