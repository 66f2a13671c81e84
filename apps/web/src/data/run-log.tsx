import { useTranslation } from 'react-i18next'
import type { LiveRun } from '../api/fold-run-event.ts'
import { useFormat } from '../i18n/use-format.ts'
import classes from './run.module.css'

type Line = LiveRun['log'][number]

/** What the run did and said, oldest first. */
export function RunLog({ run, nodeLabel }: { readonly run: LiveRun; readonly nodeLabel: (node: string) => string }) {
  const { t } = useTranslation('data')
  const format = useFormat()
  if (run.log.length === 0) return <p className={classes['hint']}>{t('log.none')}</p>
  const named = (params: Readonly<Record<string, string | number>>) =>
    typeof params['node'] === 'string' ? { ...params, node: nodeLabel(params['node']) } : params
  const text = (line: Line): string => {
    switch (line.type) {
      case 'status':
        return t('log.status', { status: t(`shell:runStatus.${line.status}`) })
      case 'node-status':
        return t('log.node', { node: nodeLabel(line.node), state: t(`nodes.state.${line.status}`) })
      case 'output': {
        const { rows, bytes, path } = line.output
        return t('log.output', { path, count: rows, rows: format.number(rows), bytes: format.bytes(bytes) })
      }
      case 'log':
        return t(`catalog:problems.${line.code}`, { ...named(line.params), defaultValue: line.code })
    }
  }
  const level = (line: Line): string => (line.type === 'log' ? line.level : 'status' in line && line.status === 'failed' ? 'error' : 'info')
  return (
    <ol className={classes['log']} aria-label={t('log.title')}>
      {run.log.map((line) => (
        <li key={line.id} data-level={level(line)}>
          <time dateTime={line.at} title={format.instant(line.at)}>
            {format.clock(line.at)}
          </time>
          <span>{text(line)}</span>
        </li>
      ))}
    </ol>
  )
}
