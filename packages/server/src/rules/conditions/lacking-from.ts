/** A member of a condition that lacks something. */
export interface Lacking<Member> {
  readonly place: number
  readonly member: Member
}

/** The first members that lack something, once round from the one at the place. */
export function lackingFrom<Member>(
  members: readonly Member[],
  from: number,
  { lacks, limit }: { readonly lacks: (member: Member) => boolean; readonly limit: number },
): Lacking<Member>[] {
  const found: Lacking<Member>[] = []
  for (let passed = 0; passed < members.length && found.length < limit; passed += 1) {
    const place = (from + passed) % members.length
    const member = members[place]
    if (member !== undefined && lacks(member)) found.push({ place, member })
  }
  return found
}
