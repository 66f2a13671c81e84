import { useId, useState, type KeyboardEvent } from 'react'
import { lineSegments } from './line-segments.ts'
import { valueTicks } from './value-ticks.ts'
import classes from './charts.module.css'

/** One row of values, one for each bucket; null where nothing is known. Bars stand on each other, lines are on their own. */
export interface Series {
  readonly key: string
  readonly name: string
  readonly shape: 'bar' | 'line'
  /** Names a colour of charts.module.css. */
  readonly tone: 'ok' | 'warn' | 'bad' | 'mute' | 'first' | 'second'
  readonly values: readonly (number | null)[]
}

interface Props {
  readonly title: string
  /** What each bucket is called: in full, and on the axis, where most are not named. */
  readonly buckets: readonly { readonly key: string; readonly name: string; readonly mark: string | undefined }[]
  readonly series: readonly Series[]
  readonly format: (value: number) => string
  /** Amounts that come in ones. */
  readonly whole?: boolean
  /** How the arrow keys are used, for screen readers. */
  readonly help: string
  readonly none: string
}

const HEIGHT = 100
const MARKS = 4

/** The largest thing drawn: a stack of bars, or a point of a line. */
function largestOf(series: readonly Series[], count: number): number {
  const stacks = Array.from({ length: count }, (_none, i) =>
    series.reduce((sum, s) => sum + (s.shape === 'bar' ? (s.values[i] ?? 0) : 0), 0),
  )
  const points = series.flatMap((s) => (s.shape === 'line' ? s.values.map((value) => value ?? 0) : []))
  return Math.max(0, ...stacks, ...points)
}

function Bars({ series, count, top }: { readonly series: readonly Series[]; readonly count: number; readonly top: number }) {
  const bars = series.filter(({ shape }) => shape === 'bar')
  return Array.from({ length: count }, (_none, i) => {
    let below = 0
    return bars.map(({ key, tone, values }) => {
      const height = (HEIGHT * (values[i] ?? 0)) / top
      below += height
      return height === 0 ? null : <rect key={`${key} ${i}`} data-tone={tone} x={i + 0.15} width={0.7} y={HEIGHT - below} height={height} />
    })
  })
}

function Lines({ series, top }: { readonly series: readonly Series[]; readonly top: number }) {
  return series
    .filter(({ shape }) => shape === 'line')
    .flatMap(({ key, tone, values }) =>
      lineSegments(values).map((points) => {
        const [first] = points
        // A point alone is drawn as a short line.
        const ends = points.length === 1 && first !== undefined ? [first.index + 0.2, first.index + 0.8].map((x) => ({ x, value: first.value })) : points.map(({ index, value }) => ({ x: index + 0.5, value })) // prettier-ignore
        const path = ends.map(({ x, value }) => `${x},${HEIGHT - (HEIGHT * value) / top}`).join(' ')
        return <polyline key={`${key} ${first?.index ?? 0}`} data-tone={tone} points={path} vectorEffect="non-scaling-stroke" />
      }),
    )
}

/**
 * A chart over buckets of time. Its legend tells the values of the bucket under the pointer, or chosen with the arrow keys; a
 * table with the same figures is the page's affair.
 */
export function BucketChart({ title, buckets, series, format, whole = false, help, none }: Props) {
  const [at, setAt] = useState<number>()
  const id = useId()
  const count = buckets.length
  const ticks = valueTicks(largestOf(series, count), MARKS, whole)
  const top = ticks.at(-1) ?? 1
  const isEmpty = series.every(({ values }) => values.every((value) => value === null || value === 0))
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = { ArrowLeft: (at ?? count) - 1, ArrowRight: (at ?? -1) + 1, Home: 0, End: count - 1 }[event.key]
    if (event.key === 'Escape') setAt(undefined)
    if (next === undefined) return
    event.preventDefault()
    setAt(Math.min(Math.max(next, 0), count - 1))
  }
  const bucket = at === undefined ? undefined : buckets[at]
  return (
    <section className={classes['chart']} aria-labelledby={id}>
      <header>
        <h2 id={id}>{title}</h2>
        <strong aria-live="polite">{bucket?.name}</strong>
        <div className={classes['legend']} aria-live="polite">
          {series.map(({ key, name, tone, shape, values }) => {
            const value = at === undefined ? null : (values[at] ?? null)
            return (
              <span key={key}>
                <i data-tone={tone} data-shape={shape} aria-hidden />
                {name}
                {value !== null && <b>{format(value)}</b>}
              </span>
            )
          })}
        </div>
      </header>
      {isEmpty ? (
        <p className={classes['none']}>{none}</p>
      ) : (
        <div className={classes['plot']}>
          <div className={classes['values']} aria-hidden>
            {ticks.map((tick) => (
              <span key={tick} style={{ bottom: `${(100 * tick) / top}%` }}>
                {tick === 0 ? 0 : format(tick)}
              </span>
            ))}
          </div>
          <div
            className={classes['area']}
            role="group"
            tabIndex={0}
            aria-label={`${title}. ${help}`}
            onKeyDown={onKeyDown}
            onBlur={() => setAt(undefined)}
            onPointerLeave={() => setAt(undefined)}
            onPointerMove={(event) => {
              const { left, width } = event.currentTarget.getBoundingClientRect()
              setAt(Math.min(count - 1, Math.max(0, Math.floor((count * (event.clientX - left)) / width))))
            }}
          >
            <svg viewBox={`0 0 ${count} ${HEIGHT}`} preserveAspectRatio="none" aria-hidden>
              {ticks.map(
                (tick) =>
                <line key={tick} x1={0} x2={count} y1={HEIGHT - (HEIGHT * tick) / top} y2={HEIGHT - (HEIGHT * tick) / top} vectorEffect="non-scaling-stroke" />, // prettier-ignore
              )}
              {at !== undefined && <rect className={classes['chosen']} x={at} width={1} y={0} height={HEIGHT} />}
              <Bars series={series} count={count} top={top} />
              <Lines series={series} top={top} />
            </svg>
            <div className={classes['times']} aria-hidden>
              {buckets.map(
                ({ key, mark }, i) =>
                  mark !== undefined && (
                    <span
                      key={key}
                      data-edge={i === 0 ? 'start' : i === count - 1 ? 'end' : undefined}
                      style={{ left: `${(100 * (i + 0.5)) / count}%` }}
                    >
                      {mark}
                    </span>
                  ),
              )}
            </div>
          </div>
        </div>
      )}
    </section>
  )
}
