import type { Command, Option } from 'commander'
import { collectName, collectPair } from './commands/arguments/arguments.ts'

/** Options that may be given twice, because an alias may set them. The last one wins. */
const SET_ANEW = new Set(['namespace', 'output', 'server', 'serverUri', 'useContext', 'home'])

/** Refuses an option that takes one value and is given twice, so that no value is dropped silently. */
export function takeOnce(command: Command): void {
  for (const option of command.options) if (takesOneValue(option)) countUses(command, option)
}

function takesOneValue(option: Option): boolean {
  if (SET_ANEW.has(option.attributeName())) return false
  if (option.parseArg === collectName || option.parseArg === collectPair) return false
  return !option.isBoolean() && !option.variadic
}

function countUses(command: Command, option: Option): void {
  let uses = 0
  command.on(`option:${option.name()}`, () => {
    uses += 1
    if (uses > 1) command.error(`error: option '${option.flags}' was given twice, and takes one value.`)
  })
}
