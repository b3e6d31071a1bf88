import MiniSearch from 'minisearch'
import type { DocumentSection } from './sections.ts'

const EXCERPT_CHARACTERS = 1500

export interface FoundSection {
  readonly id: string
  readonly title: string
  readonly excerpt: string
}

/** Finds sections of the documentation by words. */
export class DocumentIndex {
  readonly #sections: ReadonlyMap<string, DocumentSection>
  readonly #search: MiniSearch<DocumentSection>

  constructor(sections: readonly DocumentSection[]) {
    this.#sections = new Map(sections.map((section) => [section.id, section]))
    this.#search = new MiniSearch<DocumentSection>({
      fields: ['title', 'text'],
      searchOptions: {
        boost: { title: 3 },
        prefix: (word) => word.length > 3,
        fuzzy: (word) => word.length > 5 && 0.2,
      },
    })
    this.#search.addAll([...this.#sections.values()])
  }

  get ids(): readonly string[] {
    return [...this.#sections.keys()]
  }

  find(words: string, limit: number): readonly FoundSection[] {
    const found = this.#search.search(words).slice(0, limit)
    return found.flatMap(({ id }) => {
      const section = this.#sections.get(String(id))
      return section === undefined ? [] : [{ ...section, excerpt: excerptOf(section) }]
    })
  }

  section(id: string): DocumentSection | undefined {
    return this.#sections.get(id)
  }
}

function excerptOf({ id, text }: DocumentSection): string {
  if (text.length <= EXCERPT_CHARACTERS) return text
  const kept = text.slice(0, EXCERPT_CHARACTERS)
  return `${kept.slice(0, Math.max(kept.lastIndexOf('\n'), EXCERPT_CHARACTERS / 2))}\n… (the rest: search_docs with section "${id}")`
}
