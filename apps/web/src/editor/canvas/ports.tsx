import type { InputPort, OutputPort } from '@sluice/catalog'
import { Handle, Position } from '@xyflow/react'
import { portTop } from './port-places.ts'
import classes from './canvas.module.css'

interface PortProps {
  readonly port: string
  readonly index: number
  readonly label: string
  readonly role: string
  readonly side: 'in' | 'out'
  readonly many?: boolean
  readonly named: boolean
}

function Port({ port, index, label, role, side, many = false, named }: PortProps) {
  return (
    <Handle
      id={port}
      type={side === 'in' ? 'target' : 'source'}
      position={side === 'in' ? Position.Left : Position.Right}
      style={{ top: portTop(index) }}
      className={classes['port'] ?? ''}
      data-role={role}
      data-many={many}
      title={label}
      role="img"
      aria-label={label}
    >
      {named && (
        <span className={classes['portName']} data-side={side} aria-hidden>
          {label}
        </span>
      )}
    </Handle>
  )
}

/** The inputs of a card at its left and the outputs at its right; side ports (rejected, removed, conflicts, unmatched) by colour and name. */
export function CardPorts({
  label,
  inputs,
  outputs,
}: {
  readonly label: (port: string) => string
  readonly inputs: readonly InputPort[]
  readonly outputs: readonly OutputPort[]
}) {
  return (
    <>
      {inputs.map((port, index) => (
        <Port
          key={port.name}
          port={port.name}
          label={label(port.name)}
          index={index}
          role="rows"
          side="in"
          many={port.many === true}
          named={inputs.length > 1}
        />
      ))}
      {outputs.map((port, index) => (
        <Port
          key={port.name}
          port={port.name}
          label={label(port.name)}
          index={index}
          role={port.role}
          side="out"
          named={port.role !== 'rows'}
        />
      ))}
    </>
  )
}
