import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { MarkdownRenderer } from 'vitepress'

const PICTURE = /\.(png|webp)$/

/** Shows `x-dark.png` in place of `x.png` while the page is dark, if there is one. */
export function usePicturesOfTheme(markdown: MarkdownRenderer): void {
  const render = markdown.renderer.rules.image
  if (render === undefined) return
  markdown.renderer.rules.image = (...[tokens, index, options, environment, self]) => {
    const image = tokens[index]
    const source = image?.attrGet('src')
    const dark = source?.replace(PICTURE, '-dark.$1')
    const page = (environment as { path: string }).path
    const hasDark = dark !== undefined && dark !== source && existsSync(join(dirname(page), dark))
    const show = () => render(tokens, index, options, environment, self)
    if (image === undefined || !hasDark) return show()
    image.attrSet('class', 'of-light')
    const light = show()
    image.attrSet('class', 'of-dark')
    image.attrSet('src', dark)
    return light + show()
  }
}
