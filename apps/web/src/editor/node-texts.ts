import { findDefinition, readConfig, summarize } from '@sluice/catalog'
import type { FlowNode, Problem } from '@sluice/flow'
import type { i18n, TFunction } from 'i18next'
import { useTranslation } from 'react-i18next'

/** The texts about nodes in the language that is on. All keys of the catalogue's locale files are made here and in forms/field-texts.ts. */
export interface NodeTexts {
  readonly kind: (type: string) => string
  readonly description: (type: string) => string
  readonly keywords: (type: string) => string
  readonly group: (group: string) => string
  /** What a person reads as the node's name: its label, else the kind's name. */
  readonly label: (node: Pick<FlowNode, 'type' | 'label'>) => string
  /** One sentence on what the settings do. */
  readonly summary: (node: FlowNode) => string
  readonly port: (type: string, port: string) => string
  /** The name of the field at a place in a node's settings; empty when the place is no field. */
  readonly field: (type: string, path: NonNullable<Problem['path']>) => string
  readonly problem: (problem: Problem) => string
}

/** Keeps the answers of a function of two texts: looking one up is quicker than asking for the translation again. */
function kept(of: (a: string, b: string) => string): (a: string, b: string) => string {
  const answers = new Map<string, string>()
  return (a, b) => {
    const key = `${a} ${b}`
    const known = answers.get(key) ?? of(a, b)
    answers.set(key, known)
    return known
  }
}

function nodeTexts(t: TFunction): NodeTexts {
  const kindText = kept((type) => t(`catalog:nodes.${type}.label`, { defaultValue: type }))
  const kind = (type: string): string => kindText(type, '')
  const summary = (node: FlowNode): string => {
    const definition = findDefinition(node.type)
    if (definition === undefined) return t('editor:unknownKind', { type: node.type })
    const { config } = readConfig(definition, node.config)
    if (config === undefined) return t('editor:brokenSettings')
    const { key, params = {} } = summarize(definition, config)
    return t(`catalog:nodes.${node.type}.summary.${key}`, { ...params, defaultValue: '' })
  }
  // A changed node is another object.
  const summaries = new WeakMap<FlowNode, string>()
  return {
    kind,
    description: (type) => t(`catalog:nodes.${type}.help`, { defaultValue: '' }),
    keywords: (type) => t(`catalog:nodes.${type}.keywords`, { defaultValue: '' }),
    group: (group) => t(`editor:groups.${group}`),
    label: (node) => (node.label === '' ? kind(node.type) : node.label),
    summary: (node) => {
      const known = summaries.get(node) ?? summary(node)
      summaries.set(node, known)
      return known
    },
    port: kept((type, port) =>
      t(`catalog:nodes.${type}.ports.${port}`, { defaultValue: t(`editor:ports.${port}`, { defaultValue: port }) }),
    ),
    field: (type, path) => {
      const names = path.filter((part) => typeof part === 'string')
      if (names.length === 0 || findDefinition(type)?.fields[names[0] ?? ''] === undefined) return ''
      return t(`catalog:nodes.${type}.fields.${names.join('.fields.')}.label`, {
        defaultValue: t(`catalog:nodes.${type}.fields.${names[0]}.label`, { defaultValue: '' }),
      })
    },
    problem: ({ code, params = {} }) => t(`catalog:problems.${code}`, { ...params, defaultValue: code }),
  }
}

const made = new WeakMap<i18n, Map<string, NodeTexts>>()

/** The texts about nodes in a language; one for all cards, so that drawing a card that comes into sight stays cheap. */
function textsIn(instance: i18n, language: string): NodeTexts {
  const byLanguage = made.get(instance) ?? new Map<string, NodeTexts>()
  const texts = byLanguage.get(language) ?? nodeTexts(instance.getFixedT(language, ['catalog', 'editor']))
  made.set(instance, byLanguage.set(language, texts))
  return texts
}

/** The texts about nodes; a component that uses them follows a switch of language. */
export function useNodeTexts(): NodeTexts {
  const { i18n } = useTranslation(['catalog', 'editor'])
  return textsIn(i18n, i18n.language)
}
