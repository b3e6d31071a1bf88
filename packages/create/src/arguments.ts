import { parseArgs } from 'node:util'
import { CreateError } from './create-error.ts'
import { isTemplateName, TEMPLATE_NAMES, type TemplateName } from './templates.ts'

export interface Arguments {
  /** Undefined if it is to be asked for. */
  readonly name: string | undefined
  readonly template: TemplateName
  readonly isInstalling: boolean
  readonly asks: 'help' | 'version' | undefined
}

const OPTIONS = {
  template: { type: 'string', short: 't', default: 'streaming' },
  'no-install': { type: 'boolean', default: false },
  help: { type: 'boolean', short: 'h', default: false },
  version: { type: 'boolean', short: 'v', default: false },
} as const
const HELP = 'See --help.'

export function parseArguments(words: readonly string[], keptByNpm: readonly string[]): Arguments {
  const { values, positionals } = parse(words)
  const [name, ...others] = positionals
  if (keptByNpm.length > 0) {
    throw wrongUse(`npm kept ${keptByNpm.join(' and ')} for itself. Write "--" before the options of create-aiflow:
  npm create aiflow my-workflows -- --template batch`)
  }
  if (others.length > 0) {
    throw wrongUse(`There is one name too many: "${others[0]}". Put a name with spaces in quotes. ${HELP}`)
  }
  if (!isTemplateName(values.template)) {
    throw wrongUse(`There is no template "${values.template}". The templates are ${TEMPLATE_NAMES.join(', ')}.`)
  }
  const asks = values.help ? 'help' : values.version ? 'version' : undefined
  return { name, template: values.template, isInstalling: !values['no-install'], asks }
}

function parse(words: readonly string[]) {
  try {
    return parseArgs({ args: [...words], options: OPTIONS, allowPositionals: true })
  } catch (error) {
    throw wrongUse(`${problemOf(error as NodeJS.ErrnoException)} ${HELP}`)
  }
}

/** Node says it in several lines. */
function problemOf({ code, message }: NodeJS.ErrnoException): string {
  const option = `"${/'(?:-\w, )?(-[^' =]*)/.exec(message)?.[1]}"`
  if (code === 'ERR_PARSE_ARGS_UNKNOWN_OPTION') return `There is no option ${option}.`
  return message.includes('does not take')
    ? `The option ${option} takes no value.`
    : `The option ${option} needs a value.`
}

function wrongUse(message: string): CreateError {
  return new CreateError(message, 2)
}
