import type { Command } from 'commander'
import { createFullProgram } from '../src/program.ts'
import { surroundingsFor } from './recorded-surroundings.ts'

/** Every command that can be called, by its words: `workflow upload`. */
export async function allCommands(program?: Command): Promise<Map<string, Command>> {
  return new Map(leavesOf(program ?? (await createFullProgram(surroundingsFor())), []))
}

function leavesOf(command: Command, words: readonly string[]): [string, Command][] {
  if (command.commands.length === 0) return [[words.join(' '), command]]
  return command.commands.flatMap((child) => leavesOf(child, [...words, child.name()]))
}
