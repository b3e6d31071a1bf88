import { stat, statfs } from 'node:fs/promises'
import { join } from 'node:path'
import { Gauge, type Registry } from 'prom-client'

/** `aiflow db backup` writes it after each complete backup. */
const LAST_BACKUP = 'last-backup.json'

/** Metrics of the disk that holds the home, and of its backups. What cannot be read now keeps its last value. */
export function addHomeMetrics(registry: Registry, home: string): void {
  const add = (name: string, help: string, value: () => Promise<number | null>) =>
    new Gauge({
      name,
      help,
      registers: [registry],
      async collect() {
        const now = await value()
        if (now !== null) this.set(now)
      },
    })
  const disk = () => statfs(home).catch(() => null)
  add('aiflow_disk_bytes', 'Size of the disk that holds the home', async () => {
    const found = await disk()
    return found && found.blocks * found.bsize
  })
  add('aiflow_disk_free_bytes', 'Space of that disk that the server may use', async () => {
    const found = await disk()
    return found && found.bavail * found.bsize
  })
  add('aiflow_store_bytes', 'Size of the store, with its write-ahead log', async () => {
    const [store, log] = await Promise.all([sizeOf(join(home, 'aiflow.db')), sizeOf(join(home, 'aiflow.db-wal'))])
    return store && store + (log ?? 0)
  })
  add('aiflow_last_backup_time_seconds', 'When the last complete backup was made; 0 if there is none', async () => {
    const file = await stat(join(home, LAST_BACKUP)).catch(() => null)
    return file === null ? 0 : file.mtimeMs / 1000
  })
}

async function sizeOf(path: string): Promise<number | null> {
  const file = await stat(path).catch(() => null)
  return file?.size ?? null
}
