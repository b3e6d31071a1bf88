import { resolve } from 'node:path'
import type { Command } from 'commander'
import { keyOf } from '../../output/text/task-key.ts'
import type { OpenSession, Session } from '../../session.ts'
import { type TaskArguments, takeTask } from '../arguments/arguments.ts'
import { resolveTask } from '../arguments/resolve-task.ts'
import { ARTIFACT_COLUMNS } from './artifact.ts'
import { saveArtifact } from './artifact-files.ts'

interface DownloadOptions {
  readonly name?: string
  readonly to: string
}

export function addTaskArtifactCommands(group: Command, open: OpenSession): void {
  takeTask(group.command('artifacts'), (task, _options, command) => list(open(command), task)).description(
    'List the files that a task execution left',
  )
  takeTask(group.command('download'), (task, options: DownloadOptions, command) =>
    download(open(command), task, options),
  )
    .description('Download the files that a task execution left')
    .option('--name <artifact>', 'Only this artifact')
    .option('--to <folder>', 'Folder to write them to', '.')
}

async function list(session: Session, task: TaskArguments): Promise<void> {
  const client = await session.client()
  const ref = await resolveTask(client, task)
  const { artifacts } = await client.taskExecutions.artifacts(ref)
  await session.printer.list(artifacts, ARTIFACT_COLUMNS, `Task execution "${keyOf(ref)}" has left no artifacts.`)
}

async function download(session: Session, task: TaskArguments, { name, to }: DownloadOptions): Promise<void> {
  const client = await session.client()
  const ref = await resolveTask(client, task)
  const { artifacts } = await client.taskExecutions.artifacts(ref)
  const names = name === undefined ? artifacts.map((artifact) => artifact.name) : [name]
  const folder = resolve(session.folder, to)
  for (const each of names) {
    await saveArtifact(await client.taskExecutions.openArtifact(ref, each), resolve(folder, each))
  }
  const message = names.length === 0 ? `Task execution "${keyOf(ref)}" has left no artifacts.` : written(names, to)
  await session.printer.done(message, names, names.join('\n'))
}
function written(names: readonly string[], to: string): string {
  return `Wrote ${names.map((name) => `"${name}"`).join(', ')} below "${to}".`
}
