import type { RotatedKey } from '@aiflow/sdk/client'
import type { Json } from '@aiflow/sdk/internal/json'
import type { ResealedValue } from '../../storage/rows.ts'
import type { Caller } from '../callers/caller.ts'
import { carryOut } from '../carry-out.ts'
import type { RequestDependencies } from '../dependencies.ts'

/** Values that one step stores: some megabytes at most. */
const SLICE = 100
const MAX_NAMED = 100

/** Encrypts all values with a new key. What a crash leaves undone, the next rotation does. */
export async function rotateSecretsKey(
  { controls, secrets }: Pick<RequestDependencies, 'controls' | 'secrets'>,
  caller: Caller,
): Promise<RotatedKey> {
  const { keyId, resealed, unreadable } = secrets.renewKey()
  let encrypted = 0
  for (const slice of slicesOf(resealed)) {
    const call = { request: { type: 'resealSecrets', keyId }, aside: { resealed: slice } } as const
    const carried = await carryOut(controls, call, caller)
    encrypted += carried.isDone ? encryptedIn(carried.value) : slice.length
  }
  return { keyId, encrypted, unreadable: unreadable.slice(0, MAX_NAMED).map((row) => ({ ...row })) }
}

/** One at least, since every rotation is in the audit. */
function slicesOf(values: readonly ResealedValue[]): (readonly ResealedValue[])[] {
  const count = Math.max(1, Math.ceil(values.length / SLICE))
  return Array.from({ length: count }, (_, index) => values.slice(index * SLICE, (index + 1) * SLICE))
}

function encryptedIn(value: Json): number {
  const isCount = typeof value === 'object' && value !== null && 'encrypted' in value
  return isCount && typeof value.encrypted === 'number' ? value.encrypted : 0
}
