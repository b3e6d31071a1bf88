import type { Command } from 'commander'
import type { Session } from '../session.ts'
import { SHORTCUTS } from './shortcuts.ts'

export const SHELLS = ['bash', 'zsh', 'fish'] as const

// The script avoids names that are special in zsh, such as `path` and `words`.
const ZSH_HEAD = `(( $+functions[compdef] )) || { autoload -U compinit && compinit }
autoload -U +X bashcompinit && bashcompinit
`

type Shell = (typeof SHELLS)[number]

/** A command with the names of all its parents, and the words that may follow it. */
interface Place {
  readonly path: string
  readonly words: readonly string[]
  readonly isGroup: boolean
}

/** Prints a script for a shell, generated from the commands of the program. */
export async function printCompletion({ printer }: Session, program: Command, shell: Shell): Promise<void> {
  const places = placesOf(program, '')
  const ofShell = shell === 'fish' ? fishScript(places) : bashScript(places, valueOptionsOf(program))
  // zsh runs the same script through its own compatibility layer.
  const script = shell === 'zsh' ? ZSH_HEAD + ofShell : ofShell
  if (printer.isText) printer.raw(script)
  else await printer.done('', { shell, script }, '')
}

function placesOf(command: Command, path: string): Place[] {
  const children = command.commands.filter(({ _hidden }: Command & { _hidden?: boolean }) => _hidden !== true)
  const options = [...command.options, ...(command.parent === null ? [] : rootOf(command).options)]
  const words = [
    ...children.flatMap(namesOf),
    ...options.filter(({ hidden }) => !hidden).flatMap(({ long }) => (long ? [long] : [])),
    '--help',
  ]
  const below = children.flatMap((child) =>
    namesOf(child).flatMap((name) => placesOf(meantBy(child), `${path} ${name}`.trim())),
  )
  return [{ path, words: [...new Set(words)], isGroup: children.length > 0 }, ...below]
}

function namesOf(command: Command): string[] {
  return [command.name(), ...command.aliases()]
}

/** The command whose options a shortcut takes. */
function meantBy(command: Command): Command {
  const shortcut = command.parent?.parent ? undefined : SHORTCUTS.find(({ name }) => name === command.name())
  const [group, verb] = shortcut?.target ?? []
  return childOf(childOf(rootOf(command), group), verb) ?? command
}

function childOf(command: Command | undefined, word: string | undefined): Command | undefined {
  return command?.commands.find((child) => child.name() === word)
}

function rootOf(command: Command): Command {
  return command.parent === null ? command : rootOf(command.parent)
}

/** Global options that take a value, so that the next word is not a command. */
export function valueOptionsOf(program: Command): string[] {
  const options = program.options.filter(({ required }) => required)
  return options.flatMap(({ short, long }) => [short, long]).filter((flag) => typeof flag === 'string')
}

function bashScript(places: readonly Place[], withValue: readonly string[]): string {
  const cases = places.map((place) => `    ${patternOf(place)}) choices='${place.words.join(' ')}' ;;`)
  return `_aiflow() {
  local place='' skip='' word='' choices='' index=1
  while [ "$index" -lt "$COMP_CWORD" ]; do
    word="\${COMP_WORDS[index]}"
    index=$((index + 1))
    if [ -n "$skip" ]; then skip=''; continue; fi
    case "$word" in
      ${withValue.join('|')}) skip=1 ;;
      -*) ;;
      *) case "$place" in *' '*) ;; '') place="$word" ;; *) place="$place $word" ;; esac ;;
    esac
  done
  case "$place" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$choices" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _aiflow aiflow
`
}

/** The script takes the first argument of a command without a group for a verb. */
function patternOf({ path, isGroup }: Place): string {
  return isGroup || path.includes(' ') ? `'${path}'` : `'${path}'|'${path} '*`
}

function fishScript(places: readonly Place[]): string {
  const lines = places.flatMap(({ path, words }) => {
    const [group, verb] = path.split(' ')
    const seen = [group, verb].flatMap((name) => (name ? [`__fish_seen_subcommand_from ${name}`] : []))
    const children = words.filter((word) => !word.startsWith('--'))
    const options = words.filter((word) => word.startsWith('--'))
    const isOpen =
      verb === undefined && children.length > 0 ? [`not __fish_seen_subcommand_from ${children.join(' ')}`] : []
    // "start" is a command of its own, and one of some groups.
    const owners = verb === undefined ? places.filter(({ path: other }) => other.endsWith(` ${group}`)) : []
    const isAlone = owners.map(({ path: other }) => `not __fish_seen_subcommand_from ${other.split(' ')[0]}`)
    const when = [...seen, ...isAlone, ...isOpen].join('; and ') || 'true'
    return [
      ...(children.length > 0 ? [`complete -c aiflow -f -n '${when}' -a '${children.join(' ')}'`] : []),
      `complete -c aiflow -n '${when}' ${options.map((option) => `-l ${option.slice(2)}`).join(' ')}`,
    ]
  })
  return `${lines.join('\n')}\n`
}
