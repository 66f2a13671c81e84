import { findDefinition, readConfig, summarize } from '@sluice/catalog'
import type { FlowNode, Problem } from '@sluice/flow'
import type { TFunction } from 'i18next'
import { useMemo } from 'react'
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

function nodeTexts(t: TFunction): NodeTexts {
  const kind = (type: string): string => t(`catalog:nodes.${type}.label`, { defaultValue: type })
  return {
    kind,
    description: (type) => t(`catalog:nodes.${type}.help`, { defaultValue: '' }),
    keywords: (type) => t(`catalog:nodes.${type}.keywords`, { defaultValue: '' }),
    group: (group) => t(`editor:groups.${group}`),
    label: (node) => (node.label === '' ? kind(node.type) : node.label),
    summary: (node) => {
      const definition = findDefinition(node.type)
      if (definition === undefined) return t('editor:unknownKind', { type: node.type })
      const { config } = readConfig(definition, node.config)
      if (config === undefined) return t('editor:brokenSettings')
      const { key, params = {} } = summarize(definition, config)
      return t(`catalog:nodes.${node.type}.summary.${key}`, { ...params, defaultValue: '' })
    },
    port: (type, port) => t(`catalog:nodes.${type}.ports.${port}`, { defaultValue: t(`editor:ports.${port}`, { defaultValue: port }) }),
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

/** The texts about nodes; a component that uses them follows a switch of language. */
export function useNodeTexts(): NodeTexts {
  const { t } = useTranslation(['catalog', 'editor'])
  return useMemo(() => nodeTexts(t), [t])
}
