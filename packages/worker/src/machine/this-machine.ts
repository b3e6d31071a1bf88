import { existsSync } from 'node:fs'
import { LinuxProcessTable } from './linux-process-table.ts'
import type { ProcessTable } from './process-table.ts'
import { PsProcessTable } from './ps-process-table.ts'

/** The processes of the machine this program runs on. */
export function thisMachine(): ProcessTable {
  return existsSync('/proc/self/stat') ? new LinuxProcessTable() : new PsProcessTable()
}
