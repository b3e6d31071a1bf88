import { MAX_WORKER_SLOTS } from '@aiflow/sdk/internal/limits'
import type { Command } from 'commander'
import type { OpenSession } from '../../session.ts'
import { collectName, wholeNumber } from '../arguments/arguments.ts'
import { externalOption } from '../arguments/external-packages.ts'
import { extraPathsOption } from '../arguments/extra-paths.ts'
import type { DevOptions } from './dev.ts'

export function addDevCommand(program: Command, open: OpenSession): void {
  program
    .command('dev [files...]')
    .description('Run a server and a worker, upload workflow files at each save, and show what happens')
    .addOption(extraPathsOption())
    .addOption(externalOption())
    .option('--port <number>', 'Port of the server; 0 takes any free port (default: 8000)', wholeNumber(0, 65_535))
    .option('--slots <count>', 'Maximum number of tasks that the worker runs at once', wholeNumber(1, MAX_WORKER_SLOTS))
    .option('--start <workflow>', 'Start this workflow once it is uploaded; repeatable', collectName)
    .option('--no-start', 'Start none, whatever the configuration of the project says')
    .action(async (files: string[], options: DevOptions, command: Command) =>
      (await import('./dev.ts')).dev(open(command), files, options),
    )
}
