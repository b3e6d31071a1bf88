import { Command, Option } from 'commander'
import { COMMAND_GROUPS } from './commands/groups.ts'
import { createColors } from './output/colors.ts'
import { endingOf } from './output/errors.ts'
import { OUTPUT_FORMATS } from './output/printer.ts'
import { type CommonOptions, Session, type Surroundings } from './session.ts'
import { VERSION } from './version.ts'

/** Runs one command line and returns its exit code; never throws. */
export async function runProgram(args: readonly string[], surroundings: Surroundings): Promise<number> {
  try {
    await createProgram(surroundings).parseAsync([...args], { from: 'user' })
    return 0
  } catch (error) {
    const { config, stderr } = surroundings
    const { exitCode, message } = endingOf(error, createColors(config.color ?? stderr.isTTY), config.isDebug)
    if (message !== null) stderr.write(`${message}\n`)
    return exitCode
  }
}

function createProgram(surroundings: Surroundings): Command {
  const program = configure(new Command('aiflow'), surroundings)
  const open = (command: Command) => new Session(surroundings, command.optsWithGlobals<CommonOptions>())
  const groups = new Map(
    COMMAND_GROUPS.map((group) => [program.command(group.name).description(group.description), group]),
  )
  // Only the group that is called is loaded.
  program.hook('preSubcommand', async (_program, command) => {
    const addCommands = await groups.get(command)?.load()
    addCommands?.(command, open)
  })
  program
    .command('version')
    .description('Print the version of this program')
    .action((_options, command) => open(command).printer.done(`aiflow ${VERSION}`, { version: VERSION }, VERSION))
  return program
}

function configure(program: Command, { stdout, stderr, config }: Surroundings): Command {
  const colors = createColors(config.color ?? stderr.isTTY)
  return program
    .description('Run workflows of streaming and batch tasks, driven by events.')
    .version(`aiflow ${VERSION}`, '-V, --version', 'Print the version of this program')
    .addOption(new Option('-o, --output <format>', 'How results are printed').choices(OUTPUT_FORMATS).default('table'))
    .option('-n, --namespace <name>', 'The namespace (AIFLOW_NAMESPACE, else "default"); lists take "*" for all')
    .option('-s, --server <url>', 'The server (AIFLOW_SERVER_URL, else the one of the home)')
    .addOption(new Option('--server-uri <url>', 'The same as --server').hideHelp())
    .option('--home <folder>', 'The home of the server (AIFLOW_HOME, else ~/aiflow)')
    .helpOption('-h, --help', 'Show help')
    .exitOverride()
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false })
    .showHelpAfterError('Add --help to see how it is used.')
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => stdout.columns ?? 80,
      getErrHelpWidth: () => stderr.columns ?? 80,
      getOutHasColors: () => config.color ?? stdout.isTTY,
      getErrHasColors: () => config.color ?? stderr.isTTY,
      outputError: (text, write) => write(text.replace(/^error: /, `${colors.red('Error:')} `)),
    })
}
