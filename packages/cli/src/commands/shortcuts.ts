import type { Command } from 'commander'

/** Commands without a group that stand for one of a group, and what the user types after them. */
export const SHORTCUTS = [
  { name: 'start', args: '<workflow>', target: ['workflow-execution', 'start'] },
  { name: 'logs', args: '<execution> [task] [sequence]', target: ['task-execution', 'logs'] },
] as const

/** Lists the shortcuts in the help. They are expanded before the command line is parsed. */
export function listShortcuts(program: Command): void {
  for (const { name, args, target } of SHORTCUTS)
    program.command(`${name} ${args}`).description(`Short for "${target.join(' ')}"`)
}

/** Puts the words that a shortcut stands for in its place: `start w` becomes `workflow-execution start w`. */
export function expandShortcut(args: readonly string[], withValue: readonly string[]): string[] {
  let at = 0
  while (args[at]?.startsWith('-')) at += withValue.includes(args[at] ?? '') ? 2 : 1
  const shortcut = SHORTCUTS.find(({ name }) => name === args[at])
  return shortcut === undefined ? [...args] : args.toSpliced(at, 1, ...shortcut.target)
}
