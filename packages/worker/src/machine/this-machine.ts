import { existsSync } from 'node:fs'
import { LinuxProcessTable } from './linux-process-table.ts'
import type { ProcessTable } from './process-table.ts'
import { PsProcessTable } from './ps-process-table.ts'

/** The processes of the machine this program runs on. `bootIdFile`: where the kernel does not tell the boots apart. */
export function thisMachine(bootIdFile?: string): ProcessTable {
  return existsSync('/proc/self/stat') ? new LinuxProcessTable(bootIdFile) : new PsProcessTable()
}
