import type { TaskCommand } from '@aiflow/sdk/internal/model'

const refuse = async (): Promise<never> => {
  throw new Error('A task that shares its process starts no command. Use the isolation "warm" or "process" for it.')
}

/** The command of a task that may not start one. */
export const NO_COMMAND: TaskCommand = { start: refuse, ended: refuse, stop: async () => undefined }
