import { lookup as resolve, type LookupAddress } from 'node:dns'
import { lookup } from 'node:dns/promises'
import { isIP, type LookupFunction } from 'node:net'
import { Agent, buildConnector } from 'undici'
import ipaddr from 'ipaddr.js'

/** Metadata services that stand at addresses of the public range. */
const METADATA = new Set(['168.63.129.16'])

/** An address that flows may not reach: not public, or a cloud's metadata service. */
export class RefusedAddress extends Error {
  readonly host: string
  readonly address: string
  constructor(host: string, address: string) {
    super(`refused address ${address}`)
    this.host = host
    this.address = address
  }
}

/**
 * True for every address that is not a public unicast one: loopback, private, link-local, carrier-grade NAT, unique
 * local, multicast, reserved, and the IPv6 forms that carry an IPv4 address (mapped, NAT64, 6to4, Teredo).
 */
export function isRefusedAddress(address: string): boolean {
  if (!ipaddr.isValid(address)) return true
  const parsed = ipaddr.process(address)
  if (parsed.range() !== 'unicast' || METADATA.has(parsed.toString())) return true
  // Deprecated IPv4-compatible addresses (::a.b.c.d) count as unicast.
  return (
    parsed.kind() === 'ipv6' &&
    parsed
      .toByteArray()
      .slice(0, 12)
      .every((byte) => byte === 0)
  )
}

/** Resolves a name and refuses it when any of its addresses is refused, so that no second answer can slip by. */
const guardedLookup: LookupFunction = (host, options, callback) => {
  resolve(host, { ...options, all: true }, (error, found: LookupAddress[]) => {
    if (error !== null) {
      callback(error, '', 4)
      return
    }
    const refused = found.find(({ address }) => isRefusedAddress(address))
    const first = found.at(0)
    if (refused !== undefined) callback(new RefusedAddress(host, refused.address), '', 4)
    else if (first === undefined) callback(new Error(`no address for ${host}`), '', 4)
    else if (options.all === true) callback(null, found)
    else callback(null, first.address, first.family)
  })
}

const plainHost = (host: string): string => host.replace(/^\[(.*)\]$/, '$1')

/** `host:port` as the host's list of let-through addresses writes it. */
export function hostKey(hostname: string, port: string, protocol: string): string {
  return `${plainHost(hostname)}:${port === '' ? (protocol === 'https:' ? '443' : '80') : port}`.toLowerCase()
}

const allowedKeys = (allowedHosts: readonly string[]): ReadonlySet<string> =>
  new Set(allowedHosts.map((entry) => entry.toLowerCase().replace(/^\[(.*)\](:\d+)$/, '$1$2')))

/**
 * The addresses of a host that may be connected to at this port, in the resolver's order. Connect to one of them and to nothing
 * else: a second look-up could answer differently. Throws `RefusedAddress` when any of them is refused and the host is not let through.
 */
export async function guardedAddresses(hostname: string, port: number, allowedHosts: readonly string[]): Promise<readonly string[]> {
  const host = plainHost(hostname)
  const addresses = isIP(host) === 0 ? (await lookup(host, { all: true })).map(({ address }) => address) : [host]
  if (allowedKeys(allowedHosts).has(`${host}:${port}`.toLowerCase())) return addresses
  const refused = addresses.find(isRefusedAddress)
  if (refused !== undefined) throw new RefusedAddress(host, refused)
  return addresses
}

/** An agent that connects to public addresses, and to those the host lets through. Checked at connect time, at every redirect too. */
export function guardedAgent(allowedHosts: readonly string[]): Agent {
  const allowed = allowedKeys(allowedHosts)
  const open = buildConnector({})
  const guarded = buildConnector({ lookup: guardedLookup })
  return new Agent({
    connect: (options, callback) => {
      const host = plainHost(options.hostname)
      if (allowed.has(hostKey(options.hostname, options.port, options.protocol))) open(options, callback)
      else if (isIP(host) !== 0 && isRefusedAddress(host)) callback(new RefusedAddress(host, host), null)
      else guarded(options, callback)
    },
  })
}
