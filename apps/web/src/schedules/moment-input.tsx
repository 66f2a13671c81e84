import { TextInput, type TextInputProps } from '@mantine/core'
import { useState } from 'react'
import { clockIn, instantOf } from './zone-time.ts'

interface Props extends Omit<TextInputProps, 'value' | 'onChange' | 'onBlur' | 'type' | 'max'> {
  readonly zone: string
  /** An instant as ISO text. */
  readonly value: string | null
  /** Called with every time that can be read while it is typed; null for none. */
  readonly onMoment: (instant: string | null) => void
}

/** A day and a time by the clocks of a zone. What is typed stays as it is until the field is left: a year is typed digit by digit. */
export function MomentInput({ zone, value, onMoment, ...props }: Props) {
  const [typed, setTyped] = useState<string>()
  return (
    <TextInput
      {...props}
      type="datetime-local"
      max="9999-12-31T23:59"
      value={typed ?? (value === null ? '' : clockIn(zone, value))}
      onChange={(event) => {
        setTyped(event.currentTarget.value)
        onMoment(instantOf(zone, event.currentTarget.value) ?? null)
      }}
      onBlur={() => setTyped(undefined)}
    />
  )
}
