import { existsSync } from 'node:fs'
import { LinuxProcessTable } from './linux-process-table.ts'
import type { ProcessTable } from './process-table.ts'
import { PsProcessTable } from './ps-process-table.ts'

/** The processes of this machine. `bootIdFile` replaces the boot id of the kernel. */
export function thisMachine(bootIdFile?: string): ProcessTable {
  return existsSync('/proc/self/stat') ? new LinuxProcessTable(bootIdFile) : new PsProcessTable()
}
