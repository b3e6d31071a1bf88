import type { NamedInNamespace } from '../../storage/table.ts'

/** Where values of secrets come from. */
export interface SecretSource {
  /** For people, in a sentence such as `is neither in …`. */
  readonly place: string
  /** Null if it has no such secret. Throws `SECRET_UNAVAILABLE` if it cannot answer, and `SECRET_UNREADABLE`. */
  read(secret: NamedInNamespace): Promise<string | null>
}
