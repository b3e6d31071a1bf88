import { posix } from 'node:path'
import { isOutside } from '../../scripts/links/dead-links.ts'
import { mapLinks } from '../../scripts/links/markdown.ts'
import { addressOf, relativeAddress } from './address.ts'

/** Stands for a link to a file that the site does not have. */
const NOWHERE = 'file-of-the-repository'
const LINK_TO_NOWHERE = new RegExp(String.raw`\[([^\]]*)\]\(${NOWHERE}\)`, 'g')

/**
 * A page with its links as they are on the site. A link to source code that the site does not show leads to the repository; as
 * long as package.json names none, only its text stays.
 */
export function withSiteLinks(text: string, source: string, repository: string | null): string {
  const here = addressOf(source) ?? source
  const mapped = mapLinks(text, (target) => {
    if (isOutside(target) || target.startsWith('#')) return target
    const [path = '', anchor] = target.split('#')
    const file = posix.join(posix.dirname(source), path).replace(/\/$/, '')
    const address = addressOf(file)
    if (address === null) return repository === null ? NOWHERE : `${repository}/tree/HEAD/${file}`
    return relativeAddress(here, address) + (anchor === undefined ? '' : `#${anchor}`)
  })
  return mapped.replace(LINK_TO_NOWHERE, '$1')
}
