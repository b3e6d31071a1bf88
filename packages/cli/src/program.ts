import { type AddHelpTextContext, Argument, Command, CommanderError, Option } from 'commander'
import { printCompletion, SHELLS, valueOptionsOf } from './commands/completion.ts'
import { COMMAND_GROUPS } from './commands/groups.ts'
import { addDevCommand } from './commands/server/dev-command.ts'
import type { McpOptions } from './commands/server/mcp.ts'
import type { OpenOptions } from './commands/server/open.ts'
import { expandShortcut, listShortcuts } from './commands/shortcuts.ts'
import { addWhyCommands } from './commands/why/why-commands.ts'
import { takeOnce } from './once.ts'
import { ExitCode, endingOf, exitCodeOfSignal } from './output/errors.ts'
import { OUTPUT_FORMATS } from './output/printing/printer.ts'
import { createColors } from './output/text/colors.ts'
import { oneLine } from './output/text/text.ts'
import type { Project } from './project/project.ts'
import { type CommonOptions, type OpenSession, Session, type Surroundings } from './session.ts'
import { withSuggestion } from './suggestion.ts'
import { VERSION } from './version.ts'

const VERSION_ASKED = 'aiflow.version'
/** They are about this program, and no server. */
const WITHOUT_PROJECT = new Set(['version', 'completion'])
const HELP_WORDS = new Set(['help', '--help', '-h'])

/** Runs one command line and returns its exit code; never throws. */
export async function runProgram(args: readonly string[], surroundings: Surroundings): Promise<number> {
  const sessions: Session[] = []
  try {
    const program = createProgram(surroundings, (session) => sessions.push(session))
    if (args.some((word) => HELP_WORDS.has(word))) await showExamples(program)
    const words = expandShortcut(withHelpAsOption(args), valueOptionsOf(program))
    await program.parseAsync(words, { from: 'user' })
    // A command that follows an endless stream returns normally when it is interrupted.
    return exitCodeOfSignal(surroundings.signal) ?? ExitCode.ok
  } catch (error) {
    // Runs the command "version", with the output format if one was given.
    if (isVersionAsked(error)) return runProgram(['version', ...outputOf(args)], surroundings)
    const { config, stderr } = surroundings
    const { exitCode, message } = endingOf(
      await withSuggestion(error, sessions.at(-1)),
      createColors(config.color ?? stderr.isTTY),
      config.isDebug,
    )
    if (message !== null) stderr.write(`${message}\n`)
    return exitCode
  }
}

/** `help workflow upload` and `workflow help upload` are `workflow upload --help`. */
function withHelpAsOption(args: readonly string[]): string[] {
  const at = args.slice(0, isGroup(args[0]) ? 2 : 1).indexOf('help')
  return at < 0 ? [...args] : [...args.toSpliced(at, 1), '--help']
}

async function showExamples(program: Command): Promise<void> {
  const { examplesBelow } = await import('./commands/examples.ts')
  program.addHelpText('afterAll', ({ command }) => examplesBelow(command))
}

function isVersionAsked(error: unknown): boolean {
  return error instanceof CommanderError && error.code === VERSION_ASKED
}

function outputOf(args: readonly string[]): readonly string[] {
  const at = args.findLastIndex((word) => /^(-o|--output(=|$))/.test(word))
  return at < 0 ? [] : args.slice(at, args[at] === '-o' || args[at] === '--output' ? at + 2 : at + 1)
}

function isGroup(word: string | undefined): boolean {
  return COMMAND_GROUPS.some(({ name, alias }) => word !== undefined && [name, alias].includes(word))
}

/** The program with all commands loaded, for completion scripts. */
export async function createFullProgram(surroundings: Surroundings): Promise<Command> {
  const program = createProgram(surroundings)
  for (const { name, load } of COMMAND_GROUPS) {
    const group = program.commands.find((command) => command.name() === name)
    if (group !== undefined) (await load())(group, sessionsOf(surroundings))
  }
  return program
}

function createProgram(surroundings: Surroundings, opened: (session: Session) => void = () => {}): Command {
  const program = configure(new Command('aiflow'), surroundings)
  let project: Project | null = null
  const open = sessionsOf(surroundings, { project: () => project, opened })
  // A task has its server already, and its folder says nothing.
  program.hook('preAction', async (_program, command) => {
    if (surroundings.config.task !== null || WITHOUT_PROJECT.has(command.name())) return
    project = await (await import('./project/load-project.ts')).loadProject(surroundings.folder)
  })
  const groups = new Map(
    COMMAND_GROUPS.map((group) => {
      const command = program.command(group.name).description(group.description)
      return [group.alias === undefined ? command : command.alias(group.alias), group]
    }),
  )
  // Loads only the group that is called, unless all are loaded.
  program.hook('preSubcommand', async (_program, command) => {
    if (command.commands.length > 0) return
    const addCommands = await groups.get(command)?.load()
    addCommands?.(command, open)
    for (const added of command.commands) takeOnce(added)
  })
  addDevCommand(program, open)
  program
    .command('open')
    .description('Open the web page of the server in the browser')
    .option('--print', 'Print the link instead; it works once, within two minutes')
    .action(async (options: OpenOptions, command: Command) =>
      (await import('./commands/server/open.ts')).open(open(command), options),
    )
  program
    .command('mcp')
    .description('Answer an assistant that starts this command, by the Model Context Protocol on stdin and stdout')
    .option('--write', 'Let it change what the token may change; by default it may only read')
    .action(async (options: McpOptions, command: Command) =>
      (await import('./commands/server/mcp.ts')).mcp(open(command), options),
    )
  addWhyCommands(program, open)
  listShortcuts(program)
  program
    .command('completion')
    .description('Print a script for your shell that completes commands and options')
    .addArgument(new Argument('<shell>', 'The shell').choices(SHELLS))
    .action(async (shell: (typeof SHELLS)[number], _options: object, command: Command) =>
      printCompletion(open(command), await createFullProgram(surroundings), shell),
    )
  program
    .command('version')
    .description('Print the version of this program')
    .action((_options, command) => open(command).printer.done(`aiflow ${VERSION}`, { version: VERSION }, VERSION))
  for (const command of [program, ...program.commands]) takeOnce(command)
  return program
}

interface Opening {
  readonly project: () => Project | null
  readonly opened: (session: Session) => void
}

const FOR_NOBODY: Opening = { project: () => null, opened: () => {} }

function sessionsOf(surroundings: Surroundings, { project, opened }: Opening = FOR_NOBODY): OpenSession {
  return (command) => {
    const session = new Session(surroundings, command.optsWithGlobals<CommonOptions>(), project())
    opened(session)
    return session
  }
}

function configure(program: Command, { stdout, stderr, config }: Surroundings): Command {
  const colors = createColors(config.color ?? stderr.isTTY)
  return program
    .description('Run workflows of streaming and batch tasks, driven by events.')
    .option('-V, --version', 'Print the version of this program')
    .on('option:version', () => {
      throw new CommanderError(ExitCode.ok, VERSION_ASKED, '')
    })
    .addOption(new Option('-o, --output <format>', 'Output format').choices(OUTPUT_FORMATS).default('table'))
    .option('-n, --namespace <name>', 'Namespace (default: AIFLOW_NAMESPACE, or "default"); "*" in lists means all')
    .option('-s, --server <url>', 'Server (default: AIFLOW_SERVER_URL, or that of the context)')
    .addOption(
      new Option(
        '-c, --use-context <name>',
        'Context: a server with a name (default: AIFLOW_CONTEXT, or "context use")',
      ).conflicts(['server', 'serverUri']),
    )
    .addOption(new Option('--server-uri <url>', 'The same as --server').hideHelp())
    .option('--home <folder>', 'Home of the server (default: AIFLOW_HOME, or ~/aiflow)')
    .helpOption('-h, --help', 'Show help')
    .helpCommand('help [command]', 'Show help for a command')
    .on('beforeAllHelp', refuseUnknown)
    .exitOverride()
    .configureHelp({ showGlobalOptions: true, sortSubcommands: false, subcommandTerm: termOf, minWidthToWrap: 20 })
    .showHelpAfterError('Add --help to see the usage.')
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => stdout.columns ?? 80,
      getErrHelpWidth: () => stderr.columns ?? 80,
      getOutHasColors: () => config.color ?? stdout.isTTY,
      getErrHasColors: () => config.color ?? stderr.isTTY,
      outputError: (text, write) => write(inOurWords(text).replace(/^error: /, `${colors.red('Error:')} `)),
    })
}

/** Refuses to show help for a command that does not exist. */
function refuseUnknown({ command }: AddHelpTextContext): void {
  const [word] = command.args
  if (command.commands.length > 0 && word !== undefined && !word.startsWith('-'))
    command.error(`error: unknown command '${word}'`)
}

/** Rewords messages of commander: `error: 'x' is invalid for <id>.` Typed text stays on one line. */
function inOurWords(text: string): string {
  return text
    .replace(/'.*'/s, oneLine)
    .replace(/^error: command-argument value ('.*?') is invalid for argument '(.*?)'/, 'error: $1 is invalid for <$2>')
    .replace(
      /^error: unknown option '--context'/,
      "error: unknown option '--context'. Name a server with --use-context",
    )
    .replace(
      /^error: unknown option '(-\d[^']*)'/,
      'error: unknown option \'$1\'. An age or a number has no sign; write "--" before an argument that begins with "-"',
    )
}

/** A command and its arguments. "[options]" is left out, because nearly all have some. */
function termOf(command: Command): string {
  const args = command.registeredArguments.map((argument) => humanReadable(argument))
  return [[command.name(), ...command.aliases()].join('|'), ...args].join(' ')
}

function humanReadable(argument: Argument): string {
  const name = argument.variadic ? `${argument.name()}...` : argument.name()
  return argument.required ? `<${name}>` : `[${name}]`
}
