import { memo } from 'react'
import { useTranslation } from 'react-i18next'
import { useFormat } from '../../i18n/use-format.ts'
import { useNodeTexts } from '../node-texts.ts'
import { sameLook, type CardNode, type Look, type NodeRun } from './card-data.ts'
import { NodeIcon } from './node-icon.tsx'
import { NodeName } from './node-name.tsx'
import { OrderBadge } from './order-badge.tsx'
import { heightFor } from './port-places.ts'
import { CardPorts } from './ports.tsx'
import { StatusBadge } from './status-badge.tsx'
import classes from './canvas.module.css'

const sum = (counts: Readonly<Record<string, number>>): number => Object.values(counts).reduce((all, count) => all + count, 0)

function Counts({ run, isSource, isSink }: { readonly run: NodeRun; readonly isSource: boolean; readonly isSink: boolean }) {
  const { t } = useTranslation('editor')
  const format = useFormat()
  const { counts } = run
  if (counts === null) return run.status === 'waiting' ? <span>{t('waiting')}</span> : null
  const into = sum(counts.in)
  const out = counts.out['rows'] ?? 0
  const conflicts = counts.out['conflicts'] ?? 0
  // What a source has read is on its way for as long as nothing has been decided about it.
  const isReading = isSource && run.status === 'running' && into > out + counts.rejected
  return (
    <>
      {isReading ? (
        <span>{t('recordsRead', { shown: format.number(into) })}</span>
      ) : isSource || isSink ? (
        <span>{t('rows', { count: isSource ? out : into, shown: format.number(isSource ? out : into) })}</span>
      ) : (
        <span>{t('rowsInOut', { in: format.number(into), out: format.number(out) })}</span>
      )}
      {counts.rejected > 0 && (
        <span className={classes['pill']} data-tone="bad">
          {t('rejected', { count: counts.rejected, shown: format.number(counts.rejected) })}
        </span>
      )}
      {conflicts > 0 && (
        <span className={classes['pill']} data-tone="warn">
          {t('conflicts', { count: conflicts, shown: format.number(conflicts) })}
        </span>
      )}
    </>
  )
}

/** A node on the canvas: spine in the group's colour, icon, name, one sentence on what it does, and its rows in the run. */
export const NodeCard = memo(function NodeCard({ data, selected }: Look<CardNode>) {
  const texts = useNodeTexts()
  const { node, definition, ports, run, problem, stale, order } = data
  return (
    <div
      className={classes['card']}
      data-group={definition?.group ?? 'flow'}
      data-selected={selected}
      data-disabled={node.disabled}
      data-status={run?.status}
      data-stale={stale || undefined}
      style={{ minHeight: heightFor(ports.inputs.length, ports.outputs.length) }}
    >
      <div className={classes['cardTitle']}>
        <span className={classes['cardIcon']}>
          <NodeIcon name={definition?.icon} />
        </span>
        <NodeName id={node.id} label={texts.label(node)} />
        {order !== undefined && <OrderBadge order={order} />}
        {(run !== undefined || problem !== undefined) && <StatusBadge run={run} problem={problem} stale={stale} />}
      </div>
      <div className={classes['cardText']}>{texts.summary(node)}</div>
      {run !== undefined && (
        <div className={classes['cardCounts']}>
          <Counts run={run} isSource={ports.inputs.length === 0} isSink={ports.outputs.every(({ role }) => role !== 'rows')} />
        </div>
      )}
      <CardPorts label={(port) => texts.port(node.type, port)} inputs={ports.inputs} outputs={ports.outputs} />
    </div>
  )
}, sameLook)
