const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  EROFS: 'the file system is read-only',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk quota is used up',
  ENAMETOOLONG: 'the name is too long',
  ENOTDIR: 'a part of the path is a file',
  ELOOP: 'links lead to each other',
  EEXIST: 'something else is there, or a link that leads nowhere',
}

/** Why a call of the file system failed, in words. */
export function reasonOf(error: unknown): string {
  const { code = '', message, path } = error as NodeJS.ErrnoException
  const reason = REASONS[code]
  if (reason === undefined) return message
  return path === undefined ? reason : `${reason}: "${path}"`
}
