import { findDefinition } from '@sluice/catalog'
import type { Flow, FlowNode } from '@sluice/flow'
import { useMemo, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { DataPanel, type DataPort } from '../../data/index.ts'
import { useDraft, useView } from '../context.ts'
import { onlyNode } from '../document/selection.ts'
import { useNodeTexts, type NodeTexts } from '../node-texts.ts'
import { usePreview, type PortRef } from './use-preview.ts'

interface Place extends DataPort {
  /** Where the rows come from: this node's output, or the output that feeds an input. */
  readonly at: PortRef
}

/** The sides of a node that have data: what arrives, then what leaves. */
function placesOf(flow: Flow, node: FlowNode, texts: NodeTexts, word: (key: string, port: string) => string): readonly Place[] {
  const definition = findDefinition(node.type)
  const inputs = (definition?.inputs ?? []).flatMap((port) =>
    flow.edges
      .filter((edge) => edge.to.node === node.id && edge.to.port === port.name)
      .map((edge, index, all): Place => {
        const from = flow.nodes.find((one) => one.id === edge.from.node)
        const name = all.length > 1 ? (from === undefined ? edge.from.node : texts.label(from)) : texts.port(node.type, port.name)
        return { key: `in:${port.name}:${index}`, label: word('input', name), tone: 'plain', at: edge.from }
      }),
  )
  const outputs = (definition?.outputs ?? []).map((port): Place => ({
    key: `out:${port.name}`,
    label: port.role === 'rows' ? word('output', texts.port(node.type, port.name)) : texts.port(node.type, port.name),
    tone: port.role === 'rejected' ? 'bad' : 'plain',
    at: { node: node.id, port: port.name },
  }))
  return [...inputs, ...outputs]
}

/** The Data tab: sample rows at the ports of the selected node. */
export function DataTab() {
  const { t } = useTranslation('editor')
  const texts = useNodeTexts()
  const flow = useDraft((draft) => draft.document.flow)
  const id = useDraft((draft) => onlyNode(draft.selection))
  const problems = useView((view) => view.planning.problems)
  const [wanted, setWanted] = useState('out:rows')
  const node = flow.nodes.find((one) => one.id === id)
  const places = useMemo(
    () => (node === undefined ? [] : placesOf(flow, node, texts, (key, port) => t(`dataPorts.${key}`, { port }))),
    [flow, node, texts, t],
  )
  const place = places.find((one) => one.key === wanted) ?? places.find((one) => one.key === 'out:rows') ?? places[0]
  const [atNode, atPort] = [place?.at.node, place?.at.port]
  const at = useMemo(() => (atNode === undefined || atPort === undefined ? undefined : { node: atNode, port: atPort }), [atNode, atPort])
  const { state, refreshing } = usePreview(
    flow,
    at,
    problems,
    t(node === undefined ? 'data.selectNode' : 'data.connectFirst'),
    t('data.mendFirst'),
  )
  return <DataPanel ports={places} port={place?.key ?? ''} onPort={setWanted} state={state} refreshing={refreshing} />
}
