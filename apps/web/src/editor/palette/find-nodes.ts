import { nodeDefinitions, type AnyNode } from '@sluice/catalog'

/** The texts of a kind of node in every language, so that a search finds it in either. */
export type KindTexts = (type: string) => readonly string[]

const plain = (text: string): string => text.normalize('NFKC').toLowerCase()

function score(words: readonly string[], texts: readonly string[]): number {
  let total = 0
  for (const word of words) {
    let best = 0
    texts.forEach((text, index) => {
      const at = plain(text).indexOf(word)
      // The first texts are names; a hit at the start of one is the best.
      if (at >= 0) best = Math.max(best, (index < 2 ? 8 : 2) + (at === 0 ? 4 : 0))
    })
    if (best === 0) return 0
    total += best
  }
  return total
}

/** The kinds of node that a search finds, best first; all of them in the palette's order when nothing is searched. */
export function findNodes(search: string, texts: KindTexts, fits: (definition: AnyNode) => boolean = () => true): readonly AnyNode[] {
  const words = plain(search).split(/\s+/).filter((word) => word !== '') // prettier-ignore
  const all = nodeDefinitions.filter(fits)
  if (words.length === 0) return all
  return all
    .map((definition) => ({ definition, points: score(words, texts(definition.type)) }))
    .filter(({ points }) => points > 0)
    .toSorted((a, b) => b.points - a.points)
    .map(({ definition }) => definition)
}
