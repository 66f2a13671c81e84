import { Table } from '@mantine/core'
import type { RunDto } from '@sluice/contract'
import { useTranslation } from 'react-i18next'
import { isOver } from '../api/fold-run-event.ts'
import { useFormat } from '../i18n/use-format.ts'
import { Chip, type Tone } from '../ui/chip.tsx'
import { rowsIn, rowsOut } from './node-rows.ts'
import classes from './run.module.css'

type State = RunDto['nodes'][string]['status'] | 'stopped'
const tones = { waiting: 'mute', running: 'run', done: 'ok', failed: 'bad', stopped: 'mute' } satisfies Record<State, Tone>

/** What a node that waits is called once nothing more will happen. */
const stateOf = (run: RunDto, status: Exclude<State, 'stopped'>): State =>
  isOver(run.status) && (status === 'waiting' || status === 'running') ? 'stopped' : status

interface Props {
  readonly run: RunDto
  readonly nodeLabel: (node: string) => string
  readonly onNode?: ((node: string) => void) | undefined
}

/** Every node of a run with its state and its rows. */
export function NodeTable({ run, nodeLabel, onNode }: Props) {
  const { t } = useTranslation('data')
  const format = useFormat()
  const figure = (value: number | undefined, tone?: 'bad') => (
    <Table.Td ta="right" {...(value === 0 ? { c: 'dimmed' } : tone === 'bad' ? { c: 'var(--bad)', fw: 600 } : {})}>
      {value === undefined ? '' : format.number(value)}
    </Table.Td>
  )
  return (
    <Table className={classes['nodes'] ?? ''} verticalSpacing={5} horizontalSpacing={10} stickyHeader>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('nodes.node')}</Table.Th>
          <Table.Th>{t('nodes.status')}</Table.Th>
          {(['in', 'out', 'created', 'merged', 'filtered', 'rejected'] as const).map((figureName) => (
            <Table.Th key={figureName} ta="right">
              {t(`nodes.${figureName}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {run.flow.nodes.map(({ id }) => {
          const node = run.nodes[id]
          const status = stateOf(run, node?.status ?? 'waiting')
          const counts = node?.counts ?? undefined
          return (
            <Table.Tr key={id}>
              <Table.Td>
                {onNode === undefined ? (
                  nodeLabel(id)
                ) : (
                  <button type="button" className={classes['link']} onClick={() => onNode(id)}>
                    {nodeLabel(id)}
                  </button>
                )}
              </Table.Td>
              <Table.Td>
                <Chip tone={tones[status]}>{t(`nodes.state.${status}`)}</Chip>
              </Table.Td>
              {figure(counts === undefined || Object.keys(counts.in).length === 0 ? undefined : rowsIn(counts))}
              {figure(counts === undefined || Object.keys(counts.out).length === 0 ? undefined : rowsOut(counts))}
              {figure(counts?.created)}
              {figure(counts?.merged)}
              {figure(counts?.filtered)}
              {figure(counts?.rejected, 'bad')}
            </Table.Tr>
          )
        })}
      </Table.Tbody>
    </Table>
  )
}
