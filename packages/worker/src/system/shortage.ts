/** What a machine or a process can run out of for a while, by the code of the error. Source: errno(3). */
const SHORTAGES: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk of the worker is full; free some space on it',
  EDQUOT: 'the disk quota of the worker is used up; free some space',
  EMFILE: 'the worker has as many files open as it may; raise its limit (ulimit -n)',
  ENFILE: 'the machine has as many files open as it can; raise its limit (fs.file-max)',
  EAGAIN: 'the machine takes no more processes; raise its limit (ulimit -u, pids.max)',
  ENOMEM: 'the machine has no memory left',
}

/** What is short, and what to do about it; null where an error has another reason. What is short may be there again later. */
export function shortageOf(error: unknown): string | null {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return null
  return SHORTAGES[error.code] ?? null
}
