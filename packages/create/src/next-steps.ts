import type { PackageManager } from './package-manager.ts'
import type { TemplateName } from './templates.ts'

const TO_WATCH: Readonly<Record<TemplateName, (exec: string) => string>> = {
  streaming: (exec) => `rules start and stop the fan.
In a second terminal, send the event on which another rule restarts the sensor:
  ${exec} aiflow event send sensor_replaced`,
  batch: (exec) => `a task fails and is retried, and an event starts a second workflow.
In a second terminal, run it for a day without orders:
  ${exec} aiflow start sales -p orders=0`,
  python: (exec) => `a rule stops the stream once there are enough points.
In a second terminal, run it again:
  ${exec} aiflow start training`,
}

export interface NextStepsOptions {
  /** Empty for the current folder. */
  readonly folder: string
  readonly template: TemplateName
  readonly manager: PackageManager
  readonly isInstalled: boolean
}

/** The commands that follow, and what there is to see. */
export function nextSteps({ folder, template, manager, isInstalled }: NextStepsOptions): string {
  const commands = [
    ...(folder === '' ? [] : [[`cd ${quoted(folder)}`, '']]),
    ...(isInstalled ? [] : [[`${manager.name} install`, '']]),
    [manager.run('dev'), 'runs the workflow and prints a link to its page'],
    [manager.run('test'), 'tests it on a server of its own'],
  ]
  const width = Math.max(...commands.map(([command = '']) => command.length))
  const lines = commands.map(([command = '', does]) => `  ${does ? `${command.padEnd(width)}   # ${does}` : command}`)
  return `Next:

${lines.join('\n')}

While it runs, ${TO_WATCH[template](manager.exec)}`
}

/** As shells take it. Double quotes are right for all of them, unless the name has characters that mean something there. */
function quoted(folder: string): string {
  if (/^[\p{L}\p{N}_./@\\:+-]+$/u.test(folder) && !folder.startsWith('-')) return folder
  if (!/["$`!\\]/.test(folder) && !folder.startsWith('-')) return `"${folder}"`
  const text = folder.startsWith('-') ? `./${folder}` : folder
  return `'${text.replaceAll("'", String.raw`'\''`)}'`
}
