import type { ServerInfo } from '@aiflow/sdk/client'
import { MAX_WORKER_SLOTS } from '@aiflow/sdk/internal/limits'
import { counted } from '@aiflow/sdk/internal/text'
import type { Command } from 'commander'
import type { Column } from '../../output/printing/table.ts'
import type { OpenSession, Session } from '../../session.ts'
import { askFirst, type Sure, wholeNumber } from '../arguments/arguments.ts'
import type { WorkerStartOptions } from './start-worker.ts'

type WorkerInfo = ServerInfo['workers'][number]

export const WORKER_COLUMNS: readonly Column<WorkerInfo>[] = [
  { title: 'WORKER', value: ({ id }) => id, isFlexible: true },
  { title: 'MACHINE', value: ({ hostname }) => hostname || 'unknown', isFlexible: true },
  { title: 'PROCESS', value: ({ pid }) => (pid === 0 ? 'unknown' : pid), align: 'right' },
  { title: 'CONNECTED', value: connectionOf },
  { title: 'SLOTS', value: ({ busy, slots }) => `${busy} of ${slots}` },
  { title: 'SHARED', value: ({ sharedBusy = 0, sharedSlots = 0 }) => `${sharedBusy} of ${sharedSlots}` },
  { title: 'VERSION', value: ({ version }) => version },
]

export function addWorkerCommands(group: Command, open: OpenSession): void {
  group
    .command('start')
    .description('Run a worker here until it is told to end; its tasks continue, and the next worker takes over')
    .option('--slots <count>', 'Maximum number of tasks that it runs at once', wholeNumber(1, MAX_WORKER_SLOTS))
    .option('--token-file <file>', 'File with its token (default: "token" in the home)')
    .action(async (options: WorkerStartOptions, command: Command) =>
      (await import('./start-worker.ts')).startWorker(open(command), options),
    )
  group
    .command('list')
    .description('List the workers, connected or not')
    .action((_options: object, command: Command) => list(open(command)))
  askFirst(group.command('forget <worker>'))
    .description('Give up a worker that will not come back; its attempts count as lost')
    .action((worker: string, { yes }: Sure, command: Command) => forget(open(command), worker, yes))
}

/** Advice about a worker that does not answer, or null if it answers. */
export function silenceRemark({ id, pid, silentSince }: WorkerInfo): string | null {
  if (silentSince === undefined) return null
  return `Worker "${id}" does not answer: it is frozen, or its machine is unreachable. To end it, run "kill -9 ${pid}" on its machine: its tasks continue, and the next worker takes them over.`
}

async function list(session: Session): Promise<void> {
  const { workers } = await (await session.client()).server.info()
  await session.printer.list(workers, WORKER_COLUMNS, 'There are no workers. "aiflow server start" starts one.')
  for (const worker of workers) {
    const remark = silenceRemark(worker)
    if (remark !== null) session.printer.note(remark)
  }
}

async function forget(session: Session, worker: string, isSure: boolean | undefined): Promise<void> {
  const what = `The attempts of worker "${worker}" count as lost and are retried as "retriesOnLost" says. Its processes may still be running: make sure that its machine is off.`
  await session.confirm(isSure, what)
  const forgotten = await (await session.client()).server.forgetWorker(worker)
  const { lost, left } = forgotten
  const rest =
    left === 0
      ? ''
      : ` ${counted(left, 'of them still has', 'of them still have')} work outside AIFlow, which another worker will stop.`
  await session.printer.done(`Gave up worker "${worker}" with ${counted(lost, 'attempt')}.${rest}`, forgotten, worker)
}

function connectionOf({ connected, silentSince }: WorkerInfo): string {
  if (connected) return 'yes'
  return silentSince === undefined ? 'no' : 'does not answer'
}
