import type { Field, Fields } from '../kit/fields.ts'
import { nodeDefinitions } from '../registry.ts'
import cleanEn from './en/clean.json' with { type: 'json' }
import combineEn from './en/combine.json' with { type: 'json' }
import mapEn from './en/map.json' with { type: 'json' }
import sharedEn from './en/shared-fields.json' with { type: 'json' }
import sinkEn from './en/sink.json' with { type: 'json' }
import sourceEn from './en/source.json' with { type: 'json' }
import cleanZh from './zh-CN/clean.json' with { type: 'json' }
import combineZh from './zh-CN/combine.json' with { type: 'json' }
import mapZh from './zh-CN/map.json' with { type: 'json' }
import sharedZh from './zh-CN/shared-fields.json' with { type: 'json' }
import sinkZh from './zh-CN/sink.json' with { type: 'json' }
import sourceZh from './zh-CN/source.json' with { type: 'json' }
import { textsBelow, type Locale, type Texts } from './texts.ts'

const written: Readonly<Record<Locale, { readonly nodes: Texts; readonly shared: Texts }>> = {
  en: { nodes: { source: sourceEn, clean: cleanEn, map: mapEn, combine: combineEn, sink: sinkEn }, shared: sharedEn },
  'zh-CN': { nodes: { source: sourceZh, clean: cleanZh, map: mapZh, combine: combineZh, sink: sinkZh }, shared: sharedZh },
}

/** A field's own texts over those shared by all fields of its name. */
function fieldTexts(name: string, field: Field, own: Texts, shared: Texts): Texts {
  const texts: Texts = { ...textsBelow(shared, name), ...textsBelow(own, name) }
  return field.kind === 'items' ? { ...texts, fields: allFieldTexts(field.fields, textsBelow(texts, 'fields'), shared) } : texts
}

const allFieldTexts = (fields: Fields, own: Texts, shared: Texts): Texts =>
  Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, fieldTexts(name, field, own, shared)]))

/** The texts of every node in one language: `<group>.<name>.label|help|keywords|summary|fields`. */
export function nodeTexts(locale: Locale): Texts {
  const { nodes, shared } = written[locale]
  const groups: Record<string, Record<string, Texts>> = {}
  for (const { type, fields } of nodeDefinitions) {
    const [group = '', name = ''] = type.split('.')
    const own = textsBelow(nodes, group, name)
    const texts = { ...own, name: own['label'] ?? '', fields: allFieldTexts(fields, textsBelow(own, 'fields'), shared) }
    groups[group] = { ...groups[group], [name]: texts }
  }
  return groups
}
