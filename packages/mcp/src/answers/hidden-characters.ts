/**
 * Characters that nobody sees, but that an assistant reads: codes for terminals, marks that turn the direction of text,
 * spaces without a width, and tags, in which a whole text can hide. Line separators are among them, because they would
 * break a line where JSON does not. Tabs, line feeds and what joins letters and signs are not.
 */
const HIDDEN =
  // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what this is about
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu

/** A text without them, or with something in their place. */
export function replaceHidden(text: string, replacement: (character: string) => string = () => ''): string {
  return text.replace(HIDDEN, replacement)
}

/** As JSON writes it: `\u202e`. */
export function escapeHidden(character: string): string {
  return Array.from({ length: character.length }, (_, index) => {
    return `\\u${character.charCodeAt(index).toString(16).padStart(4, '0')}`
  }).join('')
}
