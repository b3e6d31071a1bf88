/** Resources that a machine or a process can run out of for a while, by error code. Source: errno(3). */
const SHORTAGES: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk of the worker is full; free some space on it',
  EDQUOT: 'the disk quota of the worker is used up; free some space',
  EMFILE: 'the worker has reached its limit of open files; raise it (ulimit -n)',
  ENFILE: 'the machine has reached its limit of open files; raise it (fs.file-max)',
  EAGAIN: 'the machine has reached its limit of processes; raise it (ulimit -u, pids.max)',
  ENOMEM: 'the machine has no memory left',
}

/** What the machine is short of, and what to do about it. Null for other errors. A shortage may pass. */
export function shortageOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null
  return SHORTAGES[error.code] ?? null
}
